"""The rota that is published: read from its file, and held to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rotasolve.audit import audit
from rotasolve.errors import TeamFileError
from rotasolve.loader.load import read
from rotasolve.rota import Rota

if TYPE_CHECKING:
    from pathlib import Path

TEAM = """\
version: 1
team: Harbour
period: {start: 2026-03-02, weeks: 1}
shifts:
  E: 08:00-16:00
staff:
  - {name: Ana, contract: {hours: 37.5}}
cover:
  - {shift: E, max: 1}
published: march/rota.csv
rules:
  - {rule: stability}
"""
CSV = """\
staff,date,shift
Ana,2026-02-27,E
Ana,2026-03-02,E
Ana,2026-03-04,E
"""


def team_file(folder: Path, text: str = TEAM, csv: str = CSV) -> Path:
    (folder / "march").mkdir()
    (folder / "march" / "rota.csv").write_text(csv, encoding="utf-8")
    file = folder / "team.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_file_is_read_and_the_rota_held_to_it(tmp_path: Path) -> None:
    loaded = read(team_file(tmp_path))
    assert loaded.warnings == ()
    # Published are 27 February to 4 March: Monday's E is gone, Tuesday is as it was, Wednesday's E
    # is gone; Thursday is not published.
    found = audit(loaded.team, Rota.of(loaded.team))
    assert [breach.words for breach in found.breaches] == [
        "Ana is off on Mon 2 Mar; on E was published",
        "Ana is off on Wed 4 Mar; on E was published",
    ]
    assert found.cost["fairness"] == 2


def test_the_period_of_a_rota_json_is_what_is_published(tmp_path: Path) -> None:
    file = team_file(tmp_path, TEAM.replace("rota.csv", "rota.json"))
    (tmp_path / "march" / "rota.json").write_text(
        '{"format": "rotasolve/rota", "version": 1, "assignments": [],'
        ' "period": {"start": "2026-02-23", "weeks": 2}}',
        encoding="utf-8",
    )
    team = read(file).team
    assert [team.published.from_, team.published.to] == [
        team.period.start.replace(month=2, day=23),
        team.period.end,
    ]
    found = audit(team, Rota.of(team, [("Ana", team.period.end, "E")])).breaches
    assert [breach.rule for breach in found if breach.level != "spare"] == ["stability"]


def test_the_digest_changes_with_the_file(tmp_path: Path) -> None:
    file = team_file(tmp_path)
    before = read(file).digest
    (tmp_path / "march" / "rota.csv").write_text(CSV + "Ana,2026-03-05,E\n", encoding="utf-8")
    assert read(file).digest != before


def test_strangers_and_shifts_that_are_no_more_are_warned_of(tmp_path: Path) -> None:
    more = "Di,2026-03-02,E\nDi,2026-03-03,E\nAna,2026-03-03,OLD\nDi,2026-02-28,E\n"
    loaded = read(team_file(tmp_path, csv=CSV + more))
    path = f"{tmp_path / 'team.yaml'}:10: published: "
    assert loaded.warnings == (
        f"{path}unknown staff member 'Di'; 2 published duties are left out",
        f"{path}unknown shift 'OLD'; 1 published duty is left out",
    )
    assert len(audit(loaded.team, Rota.of(loaded.team)).breaches) == 2


def test_a_published_rota_without_the_rule_is_warned_of(tmp_path: Path) -> None:
    text = TEAM.replace("rules:\n  - {rule: stability}\n", "")
    (warning,) = read(team_file(tmp_path, text)).warnings
    assert warning.endswith("published: no rule asks to keep to it; add - rule: stability")


def test_a_file_that_is_not_there_and_one_that_is_no_rota_are_told(tmp_path: Path) -> None:
    file = team_file(tmp_path, csv="name,day\nAna,Monday\n")
    with pytest.raises(TeamFileError, match="the header has no column 'staff'"):
        read(file)
    (tmp_path / "march" / "rota.csv").unlink()
    with pytest.raises(TeamFileError, match=r"rota\.csv"):
        read(file)


def test_a_file_and_duties_written_out_are_refused(tmp_path: Path) -> None:
    duties = "[{staff: Ana, date: 2026-03-02, shift: E}]"
    both = f"published: {{rota: march/rota.csv, duties: {duties}}}"
    with pytest.raises(TeamFileError, match="give the rota file or the duties"):
        read(team_file(tmp_path, TEAM.replace("published: march/rota.csv", both)))


@pytest.mark.parametrize(
    ("dates", "ends", "starts"),
    [
        ("to: 2026-02-20", "2026-02-20", "2026-02-23"),
        ("from: 2026-03-20", "2026-03-08", "2026-03-20"),
    ],
)
def test_dates_that_the_file_does_not_reach_are_told_at_their_line(
    tmp_path: Path, dates: str, ends: str, starts: str
) -> None:
    """The file is of 23 February to 8 March."""
    stated = f"published: {{rota: march/rota.json, {dates}}}"
    file = team_file(tmp_path, TEAM.replace("published: march/rota.csv", stated))
    (tmp_path / "march" / "rota.json").write_text(
        '{"format": "rotasolve/rota", "version": 1, "assignments": [],'
        ' "period": {"start": "2026-02-23", "weeks": 2}}',
        encoding="utf-8",
    )
    with pytest.raises(TeamFileError) as raised:
        read(file)
    (words,) = raised.value.problems
    assert words.endswith(
        "team.yaml:10: published.rota: with march/rota.json, the published rota "
        f"ends ({ends}) before it starts ({starts})"
    )


def test_an_empty_mapping_publishes_nothing(tmp_path: Path) -> None:
    with pytest.raises(TeamFileError, match="no rota is published"):
        read(team_file(tmp_path, TEAM.replace("march/rota.csv", "{}")))

"""A rota is read from JSON or CSV, and every slip in it is placed and worded."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rotasolve.errors import TeamFileError
from rotasolve.loader.rota_file import read_assignments, read_rota
from rotasolve.rules import Rule  # noqa: F401 (its import completes Team)
from rotasolve.team.team import Team

if TYPE_CHECKING:
    from pathlib import Path

TEAM = Team.model_validate(
    {
        "version": 1,
        "team": "Harbour",
        "period": {"start": "2026-03-02", "weeks": 1},
        "shifts": {"E": "08:00-16:00", "Late": "14:00-22:00"},
        "staff": [
            {"name": "Ana", "contract": {"hours": 37.5}},
            {"name": "Bo", "contract": {"hours": 20}},
        ],
    }
)
GOOD: dict[str, Any] = {
    "format": "rotasolve/rota",
    "version": 1,
    "team": "Harbour",
    "period": {"start": "2026-03-02", "weeks": 1},
    "assignments": [
        {"staff": "Ana", "date": "2026-03-02", "shift": "E"},
        {"staff": "Bo", "date": "2026-03-08", "shift": "Late"},
    ],
}
ASSIGNED = {("Ana", date(2026, 3, 2), "E"), ("Bo", date(2026, 3, 8), "Late")}


def written(folder: Path, content: str | bytes, name: str) -> Path:
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def as_json(folder: Path, **changes: Any) -> Path:
    return written(folder, json.dumps(GOOD | changes, indent=2), "rota.json")


def problems(file: Path) -> list[str]:
    with pytest.raises(TeamFileError) as caught:
        read_rota(file, TEAM)
    return [line.replace(f"{file.parent}/", "") for line in caught.value.problems]


def test_json(tmp_path: Path) -> None:
    file = as_json(tmp_path)
    assert read_rota(file, TEAM).assignments == ASSIGNED
    found = read_assignments(str(file))
    assert (found.start, found.weeks) == (date(2026, 3, 2), 1)
    assert set(found.assignments) == ASSIGNED


@pytest.mark.parametrize(
    "text",
    [
        "staff,date,shift\nAna,2026-03-02,E\nBo,2026-03-08,Late\n",
        "\ufeffDate;Staff;Hours;Shift\r\n2026-03-02;Ana;8;E\r\n\r\n2026-03-08;Bo;8;Late\r\n",
        'shift\tstaff\tdate\nE\t"Ana"\t2026-03-02\nLate\t Bo \t2026-03-08',
        "staff,date,shift\nAna,02/03/2026,E\nBo,2026-03-08,Late\n",
        "staff,date,shift\nAna,2/3/2026,E\nBo,8/03/2026,Late\n",
    ],
    ids=["plain", "from a spreadsheet", "tabs", "UK and ISO dates", "short UK dates"],
)
def test_csv(tmp_path: Path, text: str) -> None:
    file = written(tmp_path, text, "rota.csv")
    assert read_rota(file, TEAM).assignments == ASSIGNED
    found = read_assignments(file)
    assert (found.start, found.weeks) == (None, None)


def test_json_names_that_the_team_does_not_have(tmp_path: Path) -> None:
    rows = [
        {"staff": "Anna", "date": "2026-03-02", "shift": "E"},
        {"staff": "Ana", "date": "2026-03-09", "shift": "Q"},
        {"staff": "Ana", "date": "2026-03-03", "shift": "late"},
        {"staff": "Bo", "date": "2026-03-03", "shift": "E"},
        {"staff": "Bo", "date": "2026-03-03", "shift": "E"},
    ]
    # Each entry takes five lines; the first begins on line 10.
    assert problems(as_json(tmp_path, assignments=rows)) == [
        "rota.json:10: assignments[0]: unknown staff member 'Anna'; did you mean 'Ana'?",
        "rota.json:15: assignments[1]: unknown shift 'Q'; expected one of E, Late",
        "rota.json:15: assignments[1]: 2026-03-09 is outside the period 2026-03-02..2026-03-08",
        "rota.json:20: assignments[2]: unknown shift 'late'; did you mean 'Late'?",
        "rota.json:30: assignments[4]: the same assignment stands on line 25",
    ]


def test_csv_names_that_the_team_does_not_have(tmp_path: Path) -> None:
    text = "staff,date,shift\nAnna,2026-03-02,E\n\nAna,2026-03-01,Q\n"
    assert problems(written(tmp_path, text, "rota.csv")) == [
        "rota.csv:2: unknown staff member 'Anna'; did you mean 'Ana'?",
        "rota.csv:4: unknown shift 'Q'; expected one of E, Late",
        "rota.csv:4: 2026-03-01 is outside the period 2026-03-02..2026-03-08",
    ]


def test_the_same_mistake_on_many_lines_is_told_once(tmp_path: Path) -> None:
    days = [f"Anna,2026-03-{day:02},E\n" for day in range(2, 6)]
    text = "".join(["staff,date,shift\n", *days, "Bo,2026-03-02,Q\nBo,2026-03-03,Q\n"])
    assert problems(written(tmp_path, text, "rota.csv")) == [
        "rota.csv:2: unknown staff member 'Anna'; did you mean 'Ana'? (also 3 more)",
        "rota.csv:6: unknown shift 'Q'; expected one of E, Late (also on line 7)",
    ]


def test_what_is_wrong_in_different_places_of_an_entry_is_told_for_each(tmp_path: Path) -> None:
    rows = [
        {"staff": 5, "date": "2026-03-02", "shift": "E"},
        {"staff": "Bo", "date": "2026-03-02", "shift": 5},
        {"staff": 5, "date": "2026-03-03", "shift": "E"},
    ]
    # Each entry takes five lines; the first begins on line 10.
    assert problems(as_json(tmp_path, assignments=rows)) == [
        "rota.json:10: assignments[0].staff: '5' is not text (also on line 20)",
        "rota.json:15: assignments[1].shift: '5' is not text",
    ]


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    """A date that cannot be read hides neither the names beside it nor those of other lines."""
    text = "staff,date,shift\nAnna,2/3/26,Q\n,2026-03-20,E\nBo,2026-03-02,Lat\n"
    text += "Bo,2026-03-03,E\nBo,03/03/2026,E\n"
    date_words = "'2/3/26' is not a date; expected year-month-day such as 2026-03-02"
    assert problems(written(tmp_path, text, "rota.csv")) == [
        f"rota.csv:2: date: {date_words} or day/month/year such as 02/03/2026",
        "rota.csv:2: unknown staff member 'Anna'; did you mean 'Ana'?",
        "rota.csv:2: unknown shift 'Q'; expected one of E, Late",
        "rota.csv:3: staff is missing",
        "rota.csv:3: 2026-03-20 is outside the period 2026-03-02..2026-03-08",
        "rota.csv:4: unknown shift 'Lat'; did you mean 'Late'?",
        "rota.csv:6: the same assignment stands on line 5",
    ]
    rows = [
        {"staff": "Anna", "date": "2/3/26", "shift": "Q"},
        7,
        {"staff": 5, "date": "2026-03-20", "shift": "E"},
        {"staff": "Bo", "date": "2026-03-02", "shift": "Lat"},
    ]
    # The first entry begins on line 10 and takes five lines, 7 takes one, the third five.
    assert problems(as_json(tmp_path, assignments=rows)) == [
        f"rota.json:10: assignments[0].date: {date_words}",
        "rota.json:10: assignments[0]: unknown staff member 'Anna'; did you mean 'Ana'?",
        "rota.json:10: assignments[0]: unknown shift 'Q'; expected one of E, Late",
        "rota.json:15: assignments[1]: expected a mapping with staff, date and shift",
        "rota.json:16: assignments[2].staff: '5' is not text",
        "rota.json:16: assignments[2]: 2026-03-20 is outside the period 2026-03-02..2026-03-08",
        "rota.json:21: assignments[3]: unknown shift 'Lat'; did you mean 'Late'?",
    ]


def test_a_rota_for_another_period_says_so_once(tmp_path: Path) -> None:
    assert problems(as_json(tmp_path, period={"start": "2026-03-09", "weeks": 4})) == [
        "rota.json: period: the rota is for 4 weeks from 2026-03-09; "
        "the team file plans 1 week from 2026-03-02"
    ]


def test_entries_that_are_no_assignments(tmp_path: Path) -> None:
    rows = [7, {"staff": 5, "date": "2026-02-30", "shift": "E"}, {}]
    file = as_json(tmp_path, assignments=rows, period={"start": "soon", "weeks": True})
    assert problems(file) == [
        "rota.json: period.start: 'soon' is not a date; expected year-month-day such as 2026-03-02",
        "rota.json: period.weeks: 'True' is not a number of weeks; expected for example 4",
        "rota.json:10: assignments[0]: expected a mapping with staff, date and shift",
        "rota.json:11: assignments[1].staff: '5' is not text",
        "rota.json:11: assignments[1].date: '2026-02-30' is not a date that the calendar has",
        "rota.json:16: assignments[2]: staff is missing",
        "rota.json:16: assignments[2]: date is missing",
        "rota.json:16: assignments[2]: shift is missing",
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"format": "x"}, 'is not a rota; expected JSON with "format": "rotasolve/rota"'),
        ({"version": 2}, "version: this rotasolve reads version 1, not '2'"),
        ({"assignments": None}, "assignments: is missing; expected a list of assignments"),
        ({"period": None}, "period: is missing; expected start and weeks"),
    ],
)
def test_json_that_is_no_rota(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    assert problems(as_json(tmp_path, **changes)) == [f"rota.json: {words}"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("rota.json", "", ": is empty; expected a rota (JSON, or CSV with staff,date,shift)"),
        ("rota.json", '{\n"format" 1}', ":2: is not valid JSON: expecting ':' delimiter"),
        ("rota.json", "[" * 100_000, ": is nested too deep for a rota"),
        (
            "rota.json",
            '{"a": 1, "a": 2}',
            ": is not a rota: the key 'a' is given twice in one mapping",
        ),
        ("rota.json", "[]", ': is not a rota; expected JSON with "format": "rotasolve/rota"'),
        (
            "rota.csv",
            "name,date,shift\n",
            ":1: the header has no column 'staff'; expected a first line of staff,date,shift",
        ),
        (
            "rota.csv",
            "staff,staff,date,shift\n",
            ":1: the header has 2 columns 'staff'; expected a first line of staff,date,shift",
        ),
        ("rota.csv", "staff,date,shift\nAna,2026-03-02\n", ":2: shift is missing"),
        (
            "rota.csv",
            "staff,date,shift\nAna,03/31/2026,E\n",
            ":2: date: '03/31/2026' is not a date that the calendar has; expected year-month-day "
            "such as 2026-03-02 or day/month/year such as 02/03/2026",
        ),
        (
            "rota.json",
            json.dumps(
                GOOD | {"assignments": [{"staff": "Ana", "date": "02/03/2026", "shift": "E"}]}
            ),
            ":1: assignments[0].date: '02/03/2026' is not a date; write 2026-03-02",
        ),
        ("rota.csv", b"a\nZo\xeb,b\n", ":2: is not in UTF-8 (byte 0xeb); save it as UTF-8"),
        ("rota.csv", "a\0", ":1: holds a NUL character; expected a text file in UTF-8"),
    ],
)  # fmt: skip
def test_files_that_are_no_rota(
    tmp_path: Path, name: str, content: str | bytes, words: str
) -> None:
    assert problems(written(tmp_path, content, name)) == [f"{name}{words}"]


def test_lines_are_found_in_any_layout(tmp_path: Path) -> None:
    """The assignments' lines are right where other keys hold look-alikes."""
    text = (
        '{"note": {"assignments": [1,\n2]}, "format": "rotasolve/rota", "version": 1,\n'
        '"period": {"start": "2026-03-02", "weeks": 1}, "assignments"\n:\n[\n'
        '{"staff": "A]{", "date": "2026-03-02", "shift": "E"}\n,{"staff": "Bo",\n'
        '"date": "2026-03-02", "shift": "Q"}], "more": "}"}'
    )
    assert problems(written(tmp_path, text, "rota.json")) == [
        "rota.json:6: assignments[0]: unknown staff member 'A]{'; expected one of Ana, Bo",
        "rota.json:7: assignments[1]: unknown shift 'Q'; expected one of E, Late",
    ]


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(alphabet='staff,de;hi"\n{}[]:1\\u', max_size=80).map(str.encode),
        st.recursive(
            st.none() | st.integers() | st.text() | st.sampled_from(["Ana", "2026-03-02", "E"]),
            lambda part: st.lists(part) | st.dictionaries(st.sampled_from(sorted(GOOD)), part),
        ).map(lambda data: json.dumps(GOOD | {"assignments": [data], "period": data}).encode()),
    ),
    st.sampled_from(["rota.json", "rota.csv"]),
)
@example(b'staff,date,shift\n"Ana', "rota.csv")
@example(b"1" * 5000, "rota.json")
def test_anything_else_is_refused(tmp_path: Path, content: bytes, name: str) -> None:
    file = written(tmp_path, content, name)
    try:
        read_rota(file, TEAM)
    except TeamFileError as error:
        told = error.problems
    else:
        return
    assert told
    assert not any("\n" in line for line in told)

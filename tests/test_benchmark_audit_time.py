"""Audits of two builds beside each other: both judge the same rotas, and the table says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks import audit_time

ROOT = Path(__file__).parent.parent
SIZE = ["--people", "8", "--weeks", "2", "--absences", "4"]


def test_the_table_has_both_builds_and_says_that_their_audits_are_alike(
    capsys: pytest.CaptureFixture[str],
) -> None:
    audit_time.main(["--beside", str(ROOT), "--total", *SIZE])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("8 people x 2 weeks, 4 absences")
    row = [cell.strip() for cell in lines[-1].strip("|").split("|")]
    # The kind; full, two duties and a whole line, each of two builds; how much faster; alike.
    assert (row[0], len(row), row[-1]) == ("all", 9, "yes")


def test_the_rotas_differ_in_one_line() -> None:
    first, few, moved = (set(rows) for rows in audit_time.rotas(8, 2, 4))
    assert len(first - few) == 2
    assert not few - first
    assert len({name for name, _, _ in first ^ moved}) == 1


def test_a_path_without_rotasolve_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="neither a checkout of rotasolve nor an environment"):
        audit_time.main(["--beside", str(tmp_path), *SIZE])

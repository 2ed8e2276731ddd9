"""The benchmark on Curtois-Qu instances: what it reads, how it judges, and what it writes."""

from __future__ import annotations

import csv
import json
import random
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from benchmarks import curtois
from benchmarks.curtois_baselines import _costs_of
from benchmarks.curtois_evaluator import Rota, breaches, cost, from_csv, read, to_csv
from benchmarks.curtois_file import read_rows
from benchmarks.curtois_instance import START, read_instance
from benchmarks.curtois_measure import Curve, Task, flaws, gap

import rotasolve

ROOT = Path(__file__).parent.parent

# A and B may work 2400 minutes, five shifts of 480, and C 1440, three: 13 shifts for the 14 that
# are wanted, so one is not filled: at least 100. A and C both ask for E on day 0, where one person
# is wanted: either one of them is refused, at least 2, or E has one too many, 10. So no rota costs
# less than 102, and BEST does cost that: nobody has L on day 5, and A's wish is refused.
TINY = """\
# Three people, one week.
SECTION_HORIZON
7

SECTION_SHIFTS
E,480,
L,480,E

SECTION_STAFF
A,E=7|L=7,2400,1920,5,2,2,1
B,E=7|L=7,2400,1920,5,2,2,1
C,E=7|L=7,1440,960,5,2,2,1

SECTION_DAYS_OFF
B,0

SECTION_SHIFT_ON_REQUESTS
A,0,E,2
C,0,E,3

SECTION_SHIFT_OFF_REQUESTS
B,6,L,1

SECTION_COVER
0,E,1,100,10
0,L,1,100,10
1,E,1,100,10
1,L,1,100,10
2,E,1,100,10
2,L,1,100,10
3,E,1,100,10
3,L,1,100,10
4,E,1,100,10
4,L,1,100,10
5,E,1,100,10
5,L,1,100,10
6,E,1,100,10
6,L,1,100,10
"""
BEST = {"A": "LLLLL--", "B": "--EEEEE", "C": "EE----L"}

# One person, two weeks; every limit in it is met exactly by one of the lines in CLEAN.
ALONE = """\
SECTION_HORIZON
14
SECTION_SHIFTS
E,480,
L,600,E
SECTION_STAFF
P,E=6|L=3,4080,1440,4,2,2,1
SECTION_DAYS_OFF
P,8
SECTION_COVER
0,E,1,100,1
"""
CLEAN = [
    "EEE-----------",  # 1440 minutes
    "EEEE--EE--LL--",  # 6 E and 2 L: 4080 minutes; a run of 4, two runs of 2, days off in twos
    "LLL-----------",  # 3 L
    "-EEE---------E",  # a day off and a working day alone, at the ends of the horizon
    "EE-------LL---",  # L, then not E
    "E--EEE--------",  # one weekend, of which the Saturday is worked
    "E----EEE------",  # one weekend, both days
]
BROKEN = {
    "EE-----EE-----": "works on day 8, a day off",
    "EELE----------": "has E after L on day 3",
    "EEEE--EL--LL--": "works 4200 minutes; at most 4080",  # 5 E and 3 L
    "EE------------": "works 960 minutes; at least 1440",
    "LLLL----------": "has 4 of L; at most 3",
    "EEEEE---------": "has a run of 5 working days from day 0; at most 4",
    "EEE---E-------": "has a run of 1 working days from day 6; at least 2",
    "EEE-EE--------": "has a run of 1 days off from day 3; at least 2",
    "EE----EE----EE": "works 2 weekends; at most 1",
}


def rota_of(lines: dict[str, str]) -> Rota:
    return frozenset(
        (name, day, code)
        for name, line in lines.items()
        for day, code in enumerate(line)
        if code != "-"
    )


def audit_of(path: Path, rota: Rota) -> rotasolve.Audit:
    team = read_instance(path)
    dated = [(name, START + timedelta(day), code) for name, day, code in rota]
    return rotasolve.audit(team, rotasolve.Rota.of(team, dated))


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    path = tmp_path / "Instance3.txt"
    path.write_text(TINY, encoding="utf-8")
    return path


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    path = tmp_path / "Instance1.txt"
    path.write_text(ALONE, encoding="utf-8")
    return path


# -- the evaluator ---------------------------------------------------------------------------------


@pytest.mark.parametrize("line", CLEAN)
def test_a_rota_at_its_limits_is_clean(alone: Path, line: str) -> None:
    rota = rota_of({"P": line})
    assert breaches(read(alone), rota) == []
    assert audit_of(alone, rota).clean


@pytest.mark.parametrize("line", BROKEN)
def test_each_breach_is_found_alone_and_by_the_auditor_too(alone: Path, line: str) -> None:
    rota = rota_of({"P": line})
    assert breaches(read(alone), rota) == [f"P {BROKEN[line]}"]
    assert not audit_of(alone, rota).clean


def test_two_shifts_a_day_and_what_the_instance_does_not_have_are_breaches(alone: Path) -> None:
    rota = rota_of({"P": "EEE-----------"})
    instance = read(alone)
    assert breaches(instance, rota | {("P", 1, "L")}) == ["P has two shifts on day 1"]
    for other in (("Q", 1, "E"), ("P", 14, "E"), ("P", 5, "N")):
        words = f"{other[0]}, day {other[1]}, {other[2]} is not of the instance"
        assert breaches(instance, rota | {other}) == [words]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, 102),
        # B has L in place of E on day 6, and C the E: B asked not to.
        ({"B": "--EEEEL", "C": "EE----E"}, 103),
        # A has E on day 0 too, as asked: one too many (10), and nobody has L on days 0 and 5.
        ({"A": "ELLLL--"}, 210),
        # Nobody works: 14 shifts not filled, and both wishes for E refused.
        (dict.fromkeys("ABC", "-------"), 1405),
    ],
)
def test_the_cost_is_as_by_hand_and_as_audited(
    tiny: Path, changes: dict[str, str], expected: int
) -> None:
    rota = rota_of(BEST | changes)
    assert cost(read(tiny), rota) == expected
    assert audit_of(tiny, rota).cost["cost"] == expected


def test_evaluator_and_auditor_agree_on_any_rota(tiny: Path) -> None:
    chance, instance = random.Random(1), read(tiny)
    clean = 0
    for _ in range(100):
        lines = {name: list(line) for name, line in BEST.items()}
        for _ in range(chance.randrange(3)):
            lines[chance.choice("ABC")][chance.randrange(7)] = chance.choice("EL-")
        rota = rota_of({name: "".join(line) for name, line in lines.items()})
        audit = audit_of(tiny, rota)
        assert audit.clean == (not breaches(instance, rota))
        assert audit.cost["cost"] == cost(instance, rota)
        clean += audit.clean
    assert 0 < clean < 100


def test_a_rota_comes_back_from_its_file_form() -> None:
    text = to_csv(rota_of({"B": "-E", "A, Z": "L-"}) | {("B", 10, "E")})
    assert text == 'staff,day,shift\n"A, Z",0,L\nB,1,E\nB,10,E\n'
    assert from_csv(text) == {("A, Z", 0, "L"), ("B", 1, "E"), ("B", 10, "E")}


@pytest.mark.parametrize("solver", ["rotasolve", "cpsat"])
def test_a_rota_is_judged_anew_whatever_is_stated_of_it(tiny: Path, solver: str) -> None:
    task = Task(solver, tiny, 1, 1, 1)
    best = rota_of(BEST)
    assert flaws(task, to_csv(best), stated=102) == []
    assert "cpsat states" not in "".join(flaws(task, to_csv(best), stated=103))
    assert f"{solver} states a cost of 101; by the instance it is 102" in flaws(
        task, to_csv(best), stated=101
    )
    # Without day 4, A has 4 shifts, which is enough, and one more is not filled.
    assert flaws(task, to_csv(best - {("A", 4, "L")}), stated=202) == []
    # Without day 2, A has a day off alone.
    assert "A has a run of 1 days off from day 2; at least 2" in flaws(
        task, to_csv(best - {("A", 2, "L")}), stated=202
    )


def test_rotasolve_may_not_overstate_the_cost(tiny: Path) -> None:
    assert flaws(Task("rotasolve", tiny, 1, 1, 1), to_csv(rota_of(BEST)), stated=103) == [
        "rotasolve states a cost of 103; by the instance it is 102",
        "rotasolve states a cost of 103; by the audit it is 102",
    ]


def test_neither_evaluator_nor_baselines_know_rotasolve() -> None:
    script = (
        "import sys, benchmarks.curtois_evaluator, benchmarks.curtois_baselines\n"
        "print([name for name in sys.modules if name.startswith('rotasolve')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


# -- the file --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("SECTION_SHIFTS\n", "SECTION_SHIFT\n", ":5: SECTION_SHIFT is not a section of the format"),
        ("SECTION_HORIZON\n", "", ":2: expected a line such as SECTION_HORIZON"),
        ("\n7\n", "\n", ": SECTION_HORIZON is missing or empty"),
        ("\n7\n", "\n10\n", ":3: the horizon of 10 days is not whole weeks"),
        ("L,480,E", "L,48O,E", ":7: '48O' is not a whole number"),
        ("L,480,E", "L,480,N", ":7: 'N' is not a shift; there are E, L"),
        ("L,480,E", "L,1440,E", ":7: a shift of 1440 minutes does not fit into a day"),
        ("L,480,E", "E,480,", ":7: E stands there twice"),
        ("C,E=7|L=7,1440,", "C,E=7|L=7,", ":12: expected 8 fields, not 7"),
        ("C,E=7|L=7", "C,E=7", ":12: 'E=7' does not give every shift one number"),
        ("1440,960,5,2", "1440,960,5,0", ":12: 0 is too few; expected at least 1"),
        ("B,0\n", "B,7\n", ":15: day 7 is outside the horizon of 7 days"),
        ("B,0\n", "D,0\n", ":15: 'D' is not in SECTION_STAFF"),
        ("6,L,1,100,10", "6,E,1,100,10", ":38: 6,E stands there twice"),
    ],
)
def test_what_is_wrong_with_an_instance_is_told_with_its_line(
    tiny: Path, old: str, new: str, message: str
) -> None:
    assert old in TINY
    tiny.write_text(TINY.replace(old, new), encoding="utf-8")
    with pytest.raises(ValueError, match="Instance3") as caught:
        read_rows(tiny)
    assert str(caught.value) == f"{tiny}{message}"


def test_a_zero_may_have_a_sign(tiny: Path) -> None:
    tiny.write_text(TINY.replace("B,0\n", "B,-0\n").replace("C,E=7", "C,E=-0"), encoding="utf-8")
    rows = read_rows(tiny)
    assert next(row for row in rows["DAYS_OFF"] if row[0] == "B") == ("B", 0)
    assert next(row for row in rows["STAFF"] if row[0] == "C")[1]["E"] == 0


def test_a_number_below_zero_is_none(tiny: Path) -> None:
    tiny.write_text(TINY.replace("B,0\n", "B,-1\n"), encoding="utf-8")
    with pytest.raises(ValueError, match="'-1' is not a whole number"):
        read_rows(tiny)


# -- the command -----------------------------------------------------------------------------------

KEYS = [
    "instance",
    "solver",
    "status",
    "cost",
    "bound",
    "gap",
    "limit",
    "seconds",
    "first_seconds",
    "peak_mb",
    "audit_clean",
    "seed",
    "workers",
    "versions",
    "best_known",
    "best_known_ratio",
    "curve",
]


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "benchmarks.curtois", *map(str, arguments)]


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_an_instance_is_solved_measured_and_compared_with_both_baselines(tiny: Path) -> None:
    folder = tiny.parent
    (folder / "best_known.csv").write_text("instance,X,BKS_jij2023\n2,5,6\n3,99,102\n")
    out, rotas = folder / "out.jsonl", folder / "rotas"
    out.write_text('{"instance": "before"}\n')
    options = ["--seconds", 5, "--workers", 2, "--seed", 7, "--out", out, "--rotas", rotas]
    done = run(folder, "--only", 3, *options, "--baseline", "cpsat", "--baseline", "highs")
    assert (done.returncode, done.stderr) == (0, "")
    *printed, told = done.stdout.splitlines()
    assert told == (
        "# Instance3: to cpsat cost 102/102 = 1.0, bound 102/102 = 1.0; "
        "to highs cost 102/102 = 1.0, bound 102/102 = 1.0"
    )
    before, *lines = out.read_text().splitlines()
    assert before == '{"instance": "before"}'
    assert lines == printed
    rows = [json.loads(line) for line in lines]
    assert [(row["solver"], row["workers"]) for row in rows] == [
        ("rotasolve", 2),
        ("cpsat", 8),
        ("highs", 2),
    ]
    for row in rows:
        assert list(row) == KEYS
        assert (row["instance"], row["status"]) == ("Instance3", "optimal")
        assert (row["cost"], row["bound"], row["gap"]) == (102, 102, 0.0)
        assert (row["best_known"], row["best_known_ratio"]) == (102, 1.0)
        assert row["audit_clean"] is True
        assert (row["seed"], row["limit"]) == (7, 5.0)
        assert row["peak_mb"] > 10
        assert "ortools" in row["versions"]
        assert row["curve"][-1][1:] == [102, 102]
        assert row["curve"][0][0] <= row["first_seconds"] <= row["curve"][-1][0] <= row["seconds"]
    assert [path.name for path in rotas.iterdir()] == ["Instance3.csv"]
    text = (rotas / "Instance3.csv").read_text()
    found = list(csv.reader(text.splitlines()))
    assert found[0] == ["staff", "day", "shift"]
    assert found[1:] == sorted(found[1:])
    assert cost(read(tiny), from_csv(text)) == 102
    assert breaches(read(tiny), from_csv(text)) == []


def test_an_instance_without_a_rota_has_no_cost(alone: Path) -> None:
    # P may have six shifts of 480 minutes, 2880, and needs 3000.
    alone.write_text(ALONE.replace("E=6|L=3,4080,1440", "E=6|L=0,4080,3000"))
    rotas = alone.parent / "rotas"
    done = run(alone.parent, "--seconds", 3, "--rotas", rotas, "--baseline", "cpsat")
    assert (done.returncode, done.stderr) == (0, "")
    *lines, told = done.stdout.splitlines()
    for row in map(json.loads, lines):
        assert row["status"] == "infeasible"
        for key in ("cost", "bound", "gap", "first_seconds", "audit_clean"):
            assert row[key] is None
        assert "best_known" not in row
    assert told == "# Instance1: to cpsat cost none/none = none, bound none/none = none"
    assert list(rotas.iterdir()) == []


def test_bad_input_is_told_before_anything_is_solved(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "Instance12.txt").write_text(TINY.replace("L,480,E", "L,480"))
    empty = tmp_path / "empty"
    empty.mkdir()
    for arguments, message in [
        ([tmp_path / "nowhere"], f"{tmp_path / 'nowhere'} is not a folder"),
        ([empty], f"{empty} has no files Instance1.txt and so on"),
        ([tmp_path, "--only", "3,5"], f"{tmp_path} has no Instance5.txt; there are 3, 12"),
        ([tmp_path], f"{tmp_path / 'Instance12.txt'}:7: expected 3 fields, not 2"),
        ([tmp_path, "--only", "3,x"], "'3,x' is not a list of numbers such as 5,8,10"),
        ([tmp_path, "--seconds", "0"], "argument --seconds: invalid positive float value: '0'"),
        ([tmp_path, "--out", empty], f"Is a directory: '{empty}'"),
    ]:
        done = run(*arguments, "--only", 3) if arguments[-1] == empty else run(*arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert message in done.stderr


def test_ctrl_c_keeps_what_was_measured(tiny: Path) -> None:
    folder = tiny.parent
    (folder / "Instance20.txt").write_text(large())
    out = folder / "out.jsonl"
    arguments = [folder, "--seconds", 200, "--workers", 2, "--out", out]
    process = subprocess.Popen(
        command(*arguments), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate()
    assert process.returncode == 130
    rows = [json.loads(line) for line in (first + rest).splitlines()]
    assert out.read_text() == first + rest
    assert (rows[0]["instance"], rows[0]["cost"]) == ("Instance3", 102)
    assert [row["instance"] for row in rows[1:]] in ([], ["Instance20"])


def large() -> str:
    """An instance that nobody solves to the end in 200 seconds."""
    chance, days, names = random.Random(1), 84, [f"P{n}" for n in range(40)]
    sections = {
        "HORIZON": [str(days)],
        "SHIFTS": ["E,480,", "L,480,E", "N,600,E|L"],
        "STAFF": [f"{name},E=60|L=60|N=20,26000,22000,5,2,2,7" for name in names],
        "SHIFT_ON_REQUESTS": [
            f"{name},{chance.randrange(days)},{chance.choice('ELN')},{chance.randint(1, 3)}"
            for name in names
            for _ in range(20)
        ],
        "COVER": [
            f"{day},{code},{chance.randint(7, 12)},100,1" for day in range(days) for code in "ELN"
        ],
    }
    return "".join(
        f"SECTION_{section}\n" + "".join(f"{line}\n" for line in lines)
        for section, lines in sections.items()
    )


def test_a_process_that_fails_is_a_line_without_figures(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(curtois.sys, "executable", "/bin/false")
    found = curtois.run(Task("rotasolve", tiny, 1, 1, 1), curtois.Interrupts())
    assert found["wrong"] == ["exit code 1"]
    assert (found["figures"]["status"], found["figures"]["cost"]) == ("failed", None)


# -- the small parts -------------------------------------------------------------------------------


def test_the_curve_has_a_point_for_each_change_for_the_better() -> None:
    curve = Curve()
    for cost_and_bound in [(None, None), (None, 3), (9, None), (9, 3), (12, 2), (8, 4), (8, 4)]:
        curve.note(*cost_and_bound)
    curve.note(None, 8, at=5.0)
    assert [point[1:] for point in curve.points] == [(None, 3), (9, 3), (8, 4), (8, 8)]
    assert curve.points[-1][0] == 5.0
    assert curve.first_seconds == curve.points[1][0]


@pytest.mark.parametrize(
    ("cost", "bound", "expected"), [(200, 150, 0.25), (200, None, None), (0, 0, 0.0)]
)
def test_the_gap_is_the_share_of_the_cost_not_proven(
    cost: int, bound: int | None, expected: float | None
) -> None:
    assert gap(cost, bound) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            " J   0   0   0   0.00%   -inf            1322   Large    0   0   0   0   0.0s",
            (1322, None),
        ),
        ("     12   3   4  45.61%   515.2   607    15.1%  0   0   0   9   0.5s", (607, 516)),
        ("     12   3   4  45.61%   515.2   inf      inf  0   0   0   9   0.5s", (None, 516)),
        ("  Gap               0% (tolerance: 0.01%)", (None, None)),
        ("Presolving model", (None, None)),
    ],
)
def test_the_log_of_highs_tells_cost_and_bound(
    line: str, expected: tuple[int | None, int | None]
) -> None:
    assert _costs_of(line) == expected

"""Large and odd inputs: told in few lines, in a bounded search, and never with a traceback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from test_door import VALUES

from rotasolve.errors import MOST_TOLD, RotasolveError, TeamFileError
from rotasolve.explain import precheck as prechecks
from rotasolve.explain.demand import Demand
from rotasolve.explain.precheck import precheck
from rotasolve.loader import nearest
from rotasolve.loader.load import load, read
from rotasolve.loader.nearest import MOST_ASKED, MOST_COMPARED, Names
from rotasolve.loader.rota_file import read_assignments, read_rota
from rotasolve.team.shown import LONGEST
from rotasolve.team.sizes import MOST_DATED, MOST_PEOPLE, MOST_SHIFTS
from rotasolve.team.team import Team

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD = Path(__file__).parent / "good" / "every_spelling.yaml"
ONE_ROW = "staff,date,shift\nAna,2026-03-01,E\n"


def problems(make: Callable[[], Any]) -> list[str]:
    with pytest.raises(TeamFileError) as caught:
        make()
    return caught.value.problems


def of_values(**blocks: Any) -> list[str]:
    return problems(lambda: Team.from_dict({**VALUES, **blocks}))


# -- near words --------------------------------------------------------------------------------


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many known words each unknown one was compared with."""
    numbers: list[int] = []
    original = nearest.get_close_matches

    def counting(word: str, possibilities: list[str], **options: Any) -> list[str]:
        numbers.append(len(possibilities))
        return original(word, possibilities, **options)

    monkeypatch.setattr(nearest, "get_close_matches", counting)
    return numbers


def test_one_unknown_word_is_compared_with_few_of_many(compared: list[int]) -> None:
    names = Names(f"Person {n}" for n in range(5000))
    assert names.nearest("Persn 4711") == "Person 4711"
    assert names.nearest("person 17") == "Person 17"
    assert names.nearest("Quux") is None
    assert len(compared) == 3
    assert max(compared) <= MOST_COMPARED


def test_only_so_many_unknown_words_are_looked_for(compared: list[int]) -> None:
    names = Names(f"Person {n}" for n in range(1000))
    found = [names.nearest(f"Persn {n}") for n in range(1000)] * 2
    assert found[:MOST_ASKED] == [f"Person {n}" for n in range(MOST_ASKED)]
    assert found[MOST_ASKED] is None
    assert len(compared) == MOST_ASKED  # a word asked for again is not looked for again


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("absense", ["absences", "cover", "rules"], "absences"),
        ("holiday", ["leave", "study"], "leave"),
        ("ANA", ["Ana", "Bo"], "Ana"),
        ("zzz", ["Ana", "Bo"], None),
        ("", ["Ana"], None),
        ("Ana", [], None),
        ("x" * 100, ["x" * 99], None),
    ],
)
def test_the_nearest_word(word: str, known: list[str], meant: str | None) -> None:
    assert Names(known).nearest(word) == meant


@given(st.lists(st.text(max_size=12), max_size=60), st.text(max_size=12))
def test_the_nearest_word_is_a_known_one(known: list[str], word: str) -> None:
    found = Names(known).nearest(word)
    assert found is None or found in known
    if word in known:
        assert found is not None
        assert found.lower() == word.lower()


# -- very many problems ------------------------------------------------------------------------


def people(number: int) -> list[dict[str, Any]]:
    return [{"name": f"Person {n}", "contract": {"hours": 20}} for n in range(number)]


MANY: dict[str, tuple[dict[str, Any], int]] = {
    "unknown keys": ({f"key{n}": 1 for n in range(3000)}, 3000),
    "unknown names": (
        {"absences": [{"who": f"X{n}", "dates": "2026-03-04"} for n in range(3000)]},
        3000,
    ),
    "wrong requests": (
        {"requests": [{"who": "Ana", "dates": f"soon{n}"} for n in range(3000)]},
        3000,
    ),
    "unknown rules": ({"rules": [{"rule": f"rst{n}"} for n in range(1500)]}, 1500),
    "a long selector": (
        {"absences": [{"who": [f"X{n}" for n in range(3000)], "dates": "2026-03-04"}]},
        3000,
    ),
    "the same name": ({"staff": [*VALUES["staff"], *[VALUES["staff"][0]] * 1500]}, 1500),
}


@pytest.mark.parametrize(("blocks", "number"), MANY.values(), ids=MANY)
def test_the_first_problems_are_told_and_how_many_more(
    blocks: dict[str, Any], number: int, compared: list[int]
) -> None:
    told = of_values(**blocks)
    assert len(told) == MOST_TOLD + 1
    assert told[-1] == f"and {number - MOST_TOLD:,} more"
    assert not any("is not understood" in line for line in told[:10] if "key" in line)
    assert sum(compared) <= 2_000 * 2 * MOST_COMPARED


@pytest.mark.parametrize(
    ("block", "value", "words"),
    [
        (
            "staff",
            people(MOST_PEOPLE + 1),
            f"staff: has 2001 entries; expected at most {MOST_PEOPLE}",
        ),
        (
            "shifts",
            {f"S{n}": "08:00-16:00" for n in range(MOST_SHIFTS + 1)},
            f"shifts: has 501 entries; expected at most {MOST_SHIFTS}",
        ),
        (
            "requests",
            [{"who": "Ana", "dates": "2026-03-04", "want": "off"}] * (MOST_DATED + 1),
            f"requests: has 20001 entries; expected at most {MOST_DATED}",
        ),
        (
            "absences",
            [{"who": "Ana", "dates": ["2026-03-04"] * 1001}],
            "absences[0].dates: has 1001 dates; expected at most 1000, or ranges",
        ),
        (
            "staff",
            [{"name": "Ana", "contract": [{"hours": 1}] * 101}, VALUES["staff"][1]],
            "staff[0].contract: has 101 entries; expected at most 100",
        ),
    ],
    ids=["staff", "shifts", "requests", "dates", "contracts"],
)
def test_what_is_too_large_is_told_with_how_large_it_may_be(
    block: str, value: Any, words: str
) -> None:
    assert words in of_values(**{block: value})


def test_a_file_of_the_history_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "past.csv").write_text(ONE_ROW)
    (tmp_path / "sub").mkdir()
    files = ["past.csv", "past.csv", "sub/../past.csv"]
    told = problems(lambda: Team.from_dict({**VALUES, "history": files}, base=tmp_path))
    assert told == [
        "history[1]: 'past.csv' is listed twice (first: history[0])",
        "history[2]: 'sub/../past.csv' is listed twice (first: history[0])",
    ]


def test_earlier_rotas_are_not_too_large_together(tmp_path: Path) -> None:
    for name in "abcd":
        with (tmp_path / f"{name}.csv").open("wb") as stream:
            stream.write(ONE_ROW.encode() + b"\n" * 100)
            stream.truncate(19_000_000)  # sparse
    files = [f"{name}.csv" for name in "abcd"]
    told = problems(lambda: Team.from_dict({**VALUES, "history": files}, base=tmp_path))
    assert "history[3]: the files up to here are too large together; at most 60 MB, so" in told[0]


def test_many_unknown_names_of_a_rota_are_told_first_ones_first(tmp_path: Path) -> None:
    file = tmp_path / "rota.csv"
    rows = "".join(f"Nobody {n},2026-03-04,E\n" for n in range(3000))
    file.write_text(f"staff,date,shift\n{rows}")
    told = problems(lambda: read_rota(file, Team.from_dict(VALUES)))
    assert len(told) == MOST_TOLD + 1
    assert told[-1] == "and 2,800 more"


def test_warnings_are_told_first_ones_first(tmp_path: Path) -> None:
    file = tmp_path / "team.yaml"
    turns = [{"task": "x", "staff": f"Gone {n}", "date": "2026-02-24"} for n in range(500)]
    file.write_text(json.dumps({**VALUES, "history": {"turns": turns}}, default=str))
    warnings = read(file).warnings
    assert len(warnings) == MOST_TOLD + 1
    assert warnings[-1].startswith("and ")


# -- long values -------------------------------------------------------------------------------

LONG = "long " * 1000


@pytest.mark.parametrize(
    "blocks",
    [
        {"period": {"start": LONG, "weeks": 1}},
        {"period": {"start": "2026-03-02", "weeks": 10**400}},
        {"shifts": {"E": LONG}},
        {"shifts": {"E": "07:00-15:00", LONG: "07:00-15:00"}},
        {"staff": [{"name": LONG, "contract": {"hours": 1}}]},
        {"staff": [{"name": "Ana", "contract": {"hours": LONG}}]},
        {"staff": [{"name": "Ana", "contract": LONG}]},
        {"absences": [{"who": LONG, "dates": "2026-03-04"}]},
        {"absences": [{"who": "Ana", "dates": LONG}]},
        {"absences": [{"who": "Ana", "dates": [LONG, 3]}]},
        {"absences": [{"who": "Ana", "days": [LONG]}]},
        {"rules": [{"rule": LONG}]},
        {"rules": [{"rule": "rest", LONG: 1}]},
        {"rules": [{"rule": "rest", "level": LONG}]},
        {"rules": [{"rule": "hours", "at_most": 1, "per": LONG}]},
        {"history": LONG},
        {"leave": {"year_from": LONG, "schemes": {"a": {"days": 20}}}},
        {"pay": {"rates": {"a": LONG}}},
        {LONG: 1},
    ],
    ids=lambda blocks: json.dumps(blocks, default=str)[:40],
)
def test_long_values_are_cut(blocks: dict[str, Any]) -> None:
    for line in of_values(**blocks):
        assert len(line) < 8 * LONGEST
        assert "long " * 30 not in line


# -- odd numbers -------------------------------------------------------------------------------

ODD = st.one_of(
    st.sampled_from(
        [10**400, -(10**400), 10**18, 2**63, 1e308, -1e308, 1e-308, float("inf"), float("-inf")]
    ),
    st.sampled_from([float("nan"), -0.0, 0, -1, 0.1, True, False, None, "", "1e400", "9" * 5000]),
    st.sampled_from(
        ["inf", "nan", "-0", "1_000", "٣", "0x10", "1e3", "99999999:00-1:00", "9" * 40]
    ),
    st.floats(),
    st.integers(),
    st.text(max_size=8),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.floats(), max_size=2),
)
QUIET = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)


def places(value: Any, trail: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where every single value stands."""
    if isinstance(value, dict):
        return [place for key, each in value.items() for place in places(each, (*trail, key))]
    if isinstance(value, list):
        return [place for n, each in enumerate(value) for place in places(each, (*trail, n))]
    return [trail]


def changed(value: Any, trail: tuple[Any, ...], to: Any) -> Any:
    """The value with another one at one place."""
    if not trail:
        return to
    steps = dict(value) if isinstance(value, dict) else list(value)
    steps[trail[0]] = changed(steps[trail[0]], trail[1:], to)  # type: ignore[index]
    return steps


def outcome(make: Callable[[], Any]) -> Any:
    """What is made, or what is wrong in words; anything else that is raised is a defect."""
    try:
        return make()
    except RotasolveError as error:
        return str(error)


EVERYTHING = load(GOOD).to_dict()
ROTA = {
    "format": "rotasolve/rota",
    "version": 1,
    "period": {"start": "2026-02-23", "weeks": 1},
    "assignments": [{"staff": "Ana", "date": "2026-02-23", "shift": "E", "worked": "08:00-09:00"}],
    "tasks": [{"task": "t", "staff": "Ana", "date": "2026-02-23"}],
    "closing": {"Ana": {"hours": "+3h"}},
}


@QUIET
@given(st.sampled_from(places(EVERYTHING)), ODD)
def test_no_odd_value_of_a_team_ends_in_a_traceback(place: tuple[Any, ...], odd: Any) -> None:
    assert outcome(lambda: Team.from_dict(changed(EVERYTHING, place, odd)))


@settings(QUIET, max_examples=300)
@given(st.sampled_from(places(ROTA)), ODD)
@example(("closing", "Ana", "hours"), 10**400)
@example(("closing", "Ana", "hours"), float("inf"))
@example(("closing", "Ana", "hours"), float("-inf"))
@example(("period", "weeks"), 10**400)
def test_no_odd_value_of_a_rota_ends_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, place: tuple[Any, ...], odd: Any
) -> None:
    file = tmp_path_factory.mktemp("rota") / "rota.json"
    file.write_text(json.dumps(changed(ROTA, place, odd)))
    assert outcome(lambda: read_assignments(file))


@settings(QUIET, max_examples=100)
@given(st.sampled_from(["staff", "date", "shift", "worked"]), ODD)
def test_no_odd_cell_of_a_table_ends_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, column: str, odd: Any
) -> None:
    row = {"staff": "Ana", "date": "2026-03-01", "shift": "E", "worked": "", column: odd}
    file = tmp_path_factory.mktemp("rota") / "rota.csv"
    file.write_text(f"{','.join(row)}\n{','.join(map(repr, row.values()))}\n")
    assert outcome(lambda: read_assignments(file))


# -- the arithmetic of supply ------------------------------------------------------------------


def test_what_is_short_is_gathered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each demand is hashed a fixed number of times, however many there are."""
    hashed = [0]
    own = Demand.__hash__

    def counting(demand: Demand) -> int:
        hashed[0] += 1
        return own(demand)

    monkeypatch.setattr(Demand, "__hash__", counting)
    rates = []
    for weeks in (2, 8):
        period = {"start": "2026-03-02", "weeks": weeks}
        cover = [{"shift": "E", "min": 3}, {"shift": "L", "min": 1}]  # three of two people
        team = Team.from_dict({**VALUES, "period": period, "cover": cover})
        hashed[0] = 0
        (short, *_) = precheck(team)
        assert "needs 3" in short.words
        rates.append(hashed[0] / (2 * 7 * weeks))
    assert rates[1] <= rates[0] * 1.5


def test_many_people_are_found_free_without_searching(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nine hundred of a thousand are needed: nobody has to make way, so nobody is asked to."""
    asked = [0]

    def counting(*values: Any, **options: Any) -> list[Any]:
        asked[0] += 1
        return sorted(*values, **options)

    monkeypatch.setattr(prechecks, "sorted", counting, raising=False)
    cover = [{"shift": "E", "min": 900, "days": "Mon"}]
    staff = people(1000)
    blocks = {"staff": staff, "cover": cover, "absences": [], "published": None, "rules": []}
    kept = {key: each for key, each in {**VALUES, **blocks}.items() if each is not None}
    assert precheck(Team.from_dict(kept)) == ()
    assert asked[0] < 100

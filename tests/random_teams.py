"""Random small teams, with rules of every type, and random rotas for them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from support import SHIFTS

from rotasolve.model.problem import NO, Problem
from rotasolve.rules import Rule  # noqa: F401 (its import completes Team)
from rotasolve.team.door import CHECKED_APART
from rotasolve.team.team import Team

if TYPE_CHECKING:
    from solving import Cells

NAMES = ("Ana", "Bo", "Cy", "Di")
LEVELS = ("safety", "contract", "fairness", "wish")
KINDS = ("work", "sleep_in", "on_call")
# A Monday, a Thursday before the clocks go forward, a Saturday before they go back.
STARTS = (date(2026, 3, 2), date(2026, 3, 26), date(2026, 10, 24))
BOXING_DAY = date(2026, 12, 26)  # a Saturday, with its substitute on Monday 28

PAY = {
    "rates": {"Band 5": 18, "Band 2": 12.25},
    "enhancements": {
        "first": {
            "percent": {"Band 2": 41, "others": 30},
            "time": [{"days": "Sat"}, {"clock": "20:00-06:00", "more_than_half": True}],
        },
        "second": {"percent": 60, "time": [{"days": "Sun"}]},
    },
    "overtime": {"per": "week"},
}

which = st.sampled_from(
    ["E", "L", "N", "night", ["E", "L"], {"not": "night"}, {"kind": ["sleep_in", "on_call"]}, "all"]
)
who = st.sampled_from(["all", "Ana", "registered", {"not": "Ana"}, ["Ana", "Bo"]])
tallied = st.one_of(st.just("working days"), st.just("days off"), which)
reading = st.sampled_from(["neither", "off"])
item = st.one_of(st.sampled_from(["off", "working", "absent", "leave", "sickness"]), which)
items = st.lists(item, min_size=1, max_size=2)
clock = st.sampled_from(
    ["07:00-15:00", "20:00-08:00", "00:00-09:00", "01:00-02:00", "13:30-14:30", "22:00-22:00"]
)
kinds = st.lists(st.sampled_from(KINDS), min_size=1, unique=True)
window = st.sampled_from(["day", "week", "period", "any 3 days", "any 7 days", "any 9 days"])
small = st.integers(0, 3)
hours = st.integers(0, 45)


def optional(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any of ``fields``, or none."""
    return st.fixed_dictionaries({}, optional=fields)


@st.composite
def some(draw: st.DrawFn, **fields: st.SearchStrategy[Any]) -> dict[str, Any]:
    """At least one of ``fields``."""
    keys = draw(st.lists(st.sampled_from(sorted(fields)), min_size=1, unique=True))
    return {key: draw(fields[key]) for key in keys}


@st.composite
def limits(draw: st.DrawFn, value: st.SearchStrategy[int], *others: str) -> dict[str, Any]:
    """At least one limit, of which the least is not above the most."""
    fields = {"at_least": value, "at_most": value, **{key: st.integers(1, 3) for key in others}}
    stated = draw(some(**fields))
    if {"at_least", "at_most"} <= set(stated):
        numbers = sorted((stated["at_least"], stated["at_most"]))
        stated["at_least"], stated["at_most"] = numbers
    return stated


def both(
    first: st.SearchStrategy[dict[str, Any]], second: st.SearchStrategy[dict[str, Any]]
) -> st.SearchStrategy[dict[str, Any]]:
    """The keys of both."""
    return st.builds(lambda one, other: {**one, **other}, first, second)


def of_type(rule: str, stated: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[Any]:
    """A rule that says what ``stated`` says."""
    return stated.map(lambda keys: {"rule": rule, **keys})


leaves = st.one_of(
    st.integers(0, 2), st.builds(lambda who: {"people": 1, "who": who}, st.just("registered"))
)
occasion = both(
    st.fixed_dictionaries({"per": st.sampled_from(["day", "week", "period"])}),
    optional(takes=st.sampled_from(["15m", "1h"]), kinds=kinds, clock=clock, leaves=leaves),
)
line_rules = st.one_of(
    of_type(
        "rest",
        optional(
            hours=st.sampled_from(["8h", "11h", "16h", "35h"]),
            after=which,
            before=which,
            ignore=kinds,
        ),
    ),
    of_type(
        "run",
        both(
            optional(of=tallied, after=st.integers(1, 3), absence=reading),
            limits(st.integers(1, 3), "then_off"),
        ),
    ).filter(lambda rule: not ("then_off" in rule and rule.get("of") == "days off")),
    of_type(
        "sequence",
        both(
            st.builds(lambda f: {"forbid": f}, st.lists(item, min_size=2, max_size=3)),
            optional(absence=reading),
        ),
    ),
    of_type(
        "sequence",
        both(
            st.builds(lambda w: {"when": w}, items),
            some(same_day=item, then=items, before=items),
        ),
    ),
    of_type(
        "weekends",
        both(
            some(
                at_most=st.integers(0, 1),
                whole=st.just(True),
                same_shift=st.just(True),
                free_after=which,
            ),
            optional(of=which, absence=reading),
        ),
    ),
    of_type(
        "weekly_rest",
        optional(
            hours=st.sampled_from(["20h", "24h", "36h"]),
            rests=st.integers(1, 2),
            per=st.sampled_from(["week", "any 4 days", "period"]),
            on_top_of=st.sampled_from(["0m", "11h", "30h"]),
            absence=reading,
        ),
    ),
    of_type(
        "hours",
        both(
            optional(account=st.sampled_from(["contract", "paid"]), per=window, of=which),
            limits(hours),
        ),
    ),
    of_type("count", both(optional(of=tallied, per=window, absence=reading), limits(small))),
    of_type("cost", st.just({"of": ["enhancements", "bank"]})),
)
team_rules = st.one_of(
    of_type(
        "supervision",
        both(
            st.fixed_dictionaries({"by": who, "who": who}),
            optional(kinds=kinds, on_call=st.booleans(), clock=clock),
        ),
    ),
    of_type("task", both(st.just({"name": "task"}), occasion)),
    of_type(
        "lone_working", both(st.just({"skill": "registered"}), optional(kinds=kinds, clock=clock))
    ),
    of_type("absence_cap", st.builds(lambda most: {"at_most": most}, st.integers(0, 2))),
    of_type(
        "fair_share",
        both(
            st.fixed_dictionaries(
                {"of": which | st.sampled_from(["weekends", "unsocial hours", "bank holidays"])}
            ),
            optional(tolerance=st.integers(0, 2), past_weeks=st.integers(0, 1)),
        ),
    ),
    of_type(
        "budget",
        st.fixed_dictionaries(
            {
                "at_most": st.sampled_from([0, 99.5, 400]),
                "of": st.sampled_from([["enhancements", "bank"], ["basic"]]),
            }
        ),
    ),
)


mix = st.dictionaries(
    st.sampled_from(["registered", "driver", "all"]), st.integers(1, 2), min_size=1, max_size=2
)


@st.composite
def cover(draw: st.DrawFn) -> dict[str, Any]:
    """A line of cover, by shift or by the clock."""
    stated: dict[str, Any] = (
        {"shift": draw(which)}
        if draw(st.booleans())
        else {"clock": draw(clock), **draw(optional(kinds=kinds))}
    )
    numbers = sorted(draw(st.lists(small, min_size=3, max_size=3)))
    for key, number in zip(("min", "ideal", "max"), numbers, strict=True):
        if draw(st.booleans()) or (key == "max" and not {"min", "ideal"} & set(stated)):
            stated[key] = {
                "people": number,
                **draw(optional(level=st.sampled_from(LEVELS), weight=st.integers(1, 4))),
            }
    if "ideal" in stated and draw(st.booleans()):
        stated["ideal"]["over"] = draw(small)
    if stated.get("min", {}).get("people") and draw(st.booleans()):
        stated["bank"] = {"up_to": 1, "level": "wish"}
    if "shift" in stated and draw(st.booleans()):
        stated["any_of"] = draw(st.lists(mix, min_size=1, max_size=2))
    return {**stated, **draw(optional(who=who, days=days))}


days = st.sampled_from(["Mon-Wed", "weekends", "Thu, Sun"])


@st.composite
def dates(draw: st.DrawFn, start: date) -> str:
    """Some dates from shortly before the period on."""
    first = draw(st.integers(-2, 6))
    last = draw(st.integers(first, 8))
    return f"{start + timedelta(first)}..{start + timedelta(last)}"


@st.composite
def random_blocks(
    draw: st.DrawFn,
    *,
    most_people: int = 4,
    most_rules: int = 4,
    starts: tuple[date, ...] = (*STARTS, BOXING_DAY),
    weeks: int = 1,
) -> dict[str, Any]:
    """What the file of a small team says."""
    start = draw(st.sampled_from(starts))
    names = NAMES[: draw(st.integers(2 if most_people > 2 else 1, most_people))]
    codes = draw(st.lists(st.sampled_from("ELNDSC"), min_size=2, max_size=4, unique=True))
    shifts = {code: SHIFTS[code] for code in codes}
    if draw(st.booleans()):
        code = draw(st.sampled_from(codes))
        shift = shifts[code] if isinstance(shifts[code], dict) else {"time": shifts[code]}
        shifts[code] = {**shift, "needs": "registered"}

    def somebody(name: str) -> dict[str, Any]:
        hours = draw(st.sampled_from([0, 16, 24, 40]))
        contract: dict[str, Any] = {"hours": hours}
        if draw(st.integers(0, 5)) == 0:
            contract["accounts"] = ["paid", "working_time"]
        if draw(st.integers(0, 3)) == 0:
            contract["bank_holidays"] = "credit"
        facts: dict[str, Any] = {"name": name, "contract": contract}
        facts["grade"] = draw(st.sampled_from(["Band 5", "Band 2"]))
        facts["skills"] = draw(st.sampled_from([["registered"], ["registered"], ["driver"]]))
        if draw(st.integers(0, 5)) == 0:
            facts["starts"] = start + timedelta(draw(st.integers(-1, 4)))
        if draw(st.integers(0, 5)) == 0:
            facts["leaves"] = start + timedelta(draw(st.integers(4, 6)))
        if draw(st.integers(0, 5)) == 0:
            facts["shifts"] = codes[:2]
        return facts

    levels = st.sampled_from([*LEVELS, *LEVELS, "must", "must", None])

    def priced(rule: dict[str, Any], *, dated: bool = True) -> dict[str, Any]:
        if rule.get("rule") not in ("weekends",) and dated and draw(st.integers(0, 3)) == 0:
            rule = {**rule, "days": draw(days)}
        if dated and draw(st.integers(0, 3)) == 0:
            rule = {**rule, "dates": draw(dates(start))}
        if "who" not in rule and draw(st.integers(0, 3)) == 0:
            rule = {**rule, "who": draw(who)}
        level = draw(levels)
        weight = draw(st.integers(1, 4))
        return {**rule, "weight": weight, **({"level": level} if level else {})}

    rules = [
        priced(draw(st.one_of(line_rules, team_rules)))
        for _ in range(draw(st.integers(1, most_rules)))
    ]
    if draw(st.booleans()):
        keys = draw(optional(tolerance=hours, under=hours, over=hours, who=who))
        rules.append(priced({"rule": "contract_hours", **keys}, dated=False))
    if draw(st.booleans()):
        keys = draw(st.sampled_from([{}, {"only": "06:00-23:00"}, {"not": "05:00-08:00"}]))
        rules.append(priced({"rule": "availability", "who": draw(who), "days": draw(days), **keys}))
    if len(names) > 1 and draw(st.integers(0, 3)) == 0:
        pairs = {names[0]: list(names[1:3]), names[-1]: [names[0]]}
        meetings = {"rule": "supervision_meetings", "pairs": pairs, **draw(occasion)}
        rules.append(priced(meetings))
    if draw(st.integers(0, 3)) == 0:
        keys = draw(optional(shifts_a_day=st.integers(1, 2), may_overlap=kinds))
        rules.append(priced({"rule": "overlap", **keys}))
    if draw(st.integers(0, 5)) == 0:
        rules.append(priced({"rule": "eligible"}))
    if draw(st.integers(0, 3)) == 0:
        rules.append(priced({"rule": "cost"}, dated=False))

    def entries(rule: st.SearchStrategy[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            priced({"who": draw(who), "dates": draw(dates(start)), **each}, dated=False)
            for each in draw(st.lists(rule, max_size=1))
        ]

    event = st.builds(
        lambda keys: {"name": "meeting", "code": "T", **keys},
        both(
            st.fixed_dictionaries(
                {
                    "time": st.sampled_from(["14:30-16:00", "06:00-07:30", "23:30-00:30"]),
                    "attend": st.sampled_from([1, 3, "all", "50%"]),
                }
            ),
            optional(
                minutes=st.just("30m"), kinds=kinds, who=who, on_duty=st.booleans(), leaves=leaves
            ),
        ),
    )
    known = draw(st.integers(0, 4))
    past = [
        {"staff": name, "date": start - timedelta(n), "shift": draw(st.sampled_from(codes))}
        for name in names
        for n in range(1, known + 1)
        if draw(st.booleans())
    ]
    want = st.one_of(
        st.builds(lambda want: {"want": want}, st.one_of(st.just("off"), which)),
        st.builds(lambda avoid: {"avoid": avoid}, which),
    )
    return {
        "version": 1,
        "team": "Small",
        "period": {"start": start, "weeks": weeks},
        "calendar": {"extra": [start + timedelta(draw(st.integers(0, 6)))]},
        "pay": PAY,
        "skills": ["registered", "driver"],
        "shifts": shifts,
        "staff": [somebody(name) for name in names],
        "rules": rules,
        "cover": draw(st.lists(cover().map(priced_cover), max_size=2)),
        "events": entries(event),
        "absences": entries(
            both(
                st.fixed_dictionaries({"kind": st.sampled_from(["leave", "sickness", "other"])}),
                optional(hours=st.sampled_from([0, 9, 12])),
            )
        ),
        "requests": entries(want),
        "fixed": entries(st.sampled_from([*codes, "off"]).map(lambda s: {"shift": s})),
        "history": {
            "from": start - timedelta(known),
            "duties": past,
            "balances": {
                name: {"hours": draw(st.sampled_from([-8, 3, 16]))}
                for name in names
                if draw(st.integers(0, 3)) == 0
            },
        },
    }


def made(blocks: dict[str, Any]) -> Team:
    """The team of ``blocks``; chance makes some that a file may not have, such as clashing pins."""
    return Team.model_validate(blocks, context={CHECKED_APART: True})


def random_teams(**wanted: Any) -> st.SearchStrategy[Team]:
    """A small team; see :func:`random_blocks`."""
    return random_blocks(**wanted).map(made)


def priced_cover(stated: dict[str, Any]) -> dict[str, Any]:
    """Cover below ``min`` is mostly not to be had in so small a team."""
    return {"level": "safety", **stated}


def random_rotas(problem: Problem) -> st.SearchStrategy[Cells]:
    """Rotas in which most cells that may be worked are not."""
    cells = list(map(tuple, np.argwhere(problem.domain != NO).tolist()))
    impossible = list(map(tuple, np.argwhere(problem.domain == NO).tolist()))
    return st.builds(
        lambda some, wrong: frozenset(some) | frozenset(wrong),
        st.sets(st.sampled_from(cells), max_size=8) if cells else st.just(set()),
        st.one_of(st.just(set()), st.sets(st.sampled_from(impossible), max_size=1))
        if impossible
        else st.just(set()),
    )


def examples(number: int) -> settings:
    """So many examples, the same on every run."""
    return settings(
        max_examples=number,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )

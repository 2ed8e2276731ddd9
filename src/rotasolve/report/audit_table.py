"""An audit for people: breaches by level in words, and what was proven about the cost."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Group
from rich.table import Table
from rich.text import Text

from rotasolve.report.hours import spell_hours
from rotasolve.result import PROOFS
from rotasolve.team.level import MUST
from rotasolve.team.spelling import spell_duration, spell_gbp

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from rotasolve.audit import Audit
    from rotasolve.report.vacancies import Vacancy
    from rotasolve.result import Result
    from rotasolve.team.rule import Breach

_NOTHING = "nothing"
_STATUS = {
    "optimal": "optimal: keeps every must, and it is proven that no rota is better",
    "feasible": "feasible: keeps every must; a better rota may exist",
    "infeasible": "infeasible: proven that no rota keeps every must",
    "unknown": "unknown: no rota that keeps every must was found, but there may be one",
}
_SAVING = (
    "Could be saved: what a better rota might save at that level, at the very most, as long as "
    "nothing more is broken at the levels above. It is often much less."
)


def audit_table(audit: Audit) -> RenderableType:
    """Every breach in words, with its cost, under a summary line of its level."""
    parts: list[RenderableType] = []
    for level in audit.levels:
        breaches = [breach for breach in audit.breaches if breach.level == level]
        parts.append(_summary(level, breaches))
        if breaches:
            parts.append(breach_table(breaches))
    return Group(*parts)


def breaches_of_must(audit: Audit) -> RenderableType:
    """Every must that is broken, in words."""
    return Group(_summary(MUST, audit.must_breaches), breach_table(audit.must_breaches))


def breach_table(breaches: Sequence[Breach]) -> Table:
    """Breaches in words, with their rules and costs."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    costs = [_spell_amount(breach) for breach in breaches]
    width = max(6, *(cell_len(cost) for cost in costs))
    table.add_column(justify="right", min_width=width, no_wrap=True)
    table.add_column(style="dim", overflow="fold")
    table.add_column(overflow="fold")
    for breach, cost in zip(breaches, costs, strict=True):
        table.add_row(cost, Text(breach.rule), Text(breach.words))
    return table


def _spell_amount(breach: Breach) -> str:
    """What a breach costs: ``3``, ``18h30`` or pounds; ``18h30 (2220)`` where a weight counts."""
    if not breach.unit:
        return str(breach.cost)
    spell = spell_duration if breach.unit == "minutes" else spell_gbp
    times = f" ({breach.cost})" if breach.weight > 1 else ""
    return f"{spell(breach.amount)}{times}"


def quality_table(result: Result, bank_shifts: int = 0) -> RenderableType:
    """The status of a solve, and for each level its cost, and what is proven of it.

    With ``bank_shifts`` the status says how many shifts the bank does.
    """
    status = f"{_STATUS[result.status]}{_spell_proofs(result)}"
    if bank_shifts:
        status += f"; {bank_shifts} {'shift' if bank_shifts == 1 else 'shifts'} by the bank"
    heading = Text(f"{status} ({result.seconds:.1f} s, seed {result.seed})")
    if result.audit is None:
        return heading
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    table.add_column("level")
    for name in ("cost", "bound", "could be saved"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("broken")
    savings = []
    for level, cost in result.cost.items():
        bound = result.bound.get(level)
        savings.append(spell_saving(cost, bound))
        broken = [breach for breach in result.audit.breaches if breach.level == level]
        table.add_row(
            Text(level),
            str(cost),
            spell_bound(cost, bound),
            savings[-1],
            Text(spell_broken(broken)),
        )
    unsettled = any(saving != _NOTHING for saving in savings)
    return Group(heading, table, *([Text(_SAVING, style="dim")] if unsettled else []))


def _spell_proofs(result: Result) -> str:
    """In what ways it is proven that no rota keeps every must."""
    ways = [PROOFS.get(each, each) for each in result.proofs]
    if not ways:
        return ""
    if result.status == "infeasible":
        return f", {' and '.join(ways)}"
    return f" (that there is none is proven {ways[0]} alone, and not yet in a second way)"


def vacancy_table(found: Sequence[Vacancy]) -> RenderableType:
    """The minima of cover that are missed, one line each."""
    if not found:
        return Text("Every minimum of cover is met.", style="green")
    return Group(
        Text(f"Cover that nobody fills ({len(found)}):", style="bold red"),
        *(Text(f"  {vacancy}") for vacancy in found),
    )


def spell_broken(breaches: Iterable[Breach]) -> str:
    """The rules broken with what each costs: ``cover 2, contract_hours 1.5 h (90)``.

    What is counted in minutes is told in hours, pence in GBP, the cost in brackets.
    """
    by_rule: defaultdict[str, list[Breach]] = defaultdict(list)
    for breach in breaches:
        by_rule[breach.rule].append(breach)
    return ", ".join(f"{rule} {_spell_share(found)}" for rule, found in by_rule.items())


def _spell_share(breaches: list[Breach]) -> str:
    cost = sum(breach.cost for breach in breaches)
    units = {breach.unit for breach in breaches}
    if units == {"pence"}:
        return f"{spell_gbp(sum(breach.amount for breach in breaches))} ({cost})"
    if units != {"minutes"}:
        return str(cost)
    return f"{spell_hours(sum(breach.amount for breach in breaches))} h ({cost})"


def spell_bound(cost: int, bound: int | None) -> str:
    """The proven bound, ``?`` without one; that no cost is below 0 needs no proof."""
    if bound is None:
        return "?" if cost else "0"
    return str(bound)


def spell_saving(cost: int, bound: int | None) -> str:
    """The most that a better rota could save: ``nothing`` where the cost is proven necessary."""
    if cost == 0 or cost == bound:
        return _NOTHING
    return "not known" if bound is None else f"at most {cost - bound}"


def _summary(level: str, breaches: Sequence[Breach]) -> Text:
    if not breaches:
        return Text(f"{level}: nothing is broken", style="green")
    number = f"{len(breaches)} {'breach' if len(breaches) == 1 else 'breaches'}"
    cost = sum(breach.cost for breach in breaches)
    style = "bold red" if level == MUST else "bold"
    return Text(f"{level}: {number}, cost {cost}", style=style)

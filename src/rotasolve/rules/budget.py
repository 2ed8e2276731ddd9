"""Budget: what a rota may cost in all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field, field_validator

from rotasolve.rules.cost import most_pence
from rotasolve.rules.paid import paid_by_date, pence
from rotasolve.rules.windows import judged
from rotasolve.team.listed import Listed
from rotasolve.team.pay import DutyPart
from rotasolve.team.rule import Rule
from rotasolve.team.spelling import Pence, Window, WindowField, spell_gbp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.duties import Duties
    from rotasolve.team.rule import Breach
    from rotasolve.team.team import Team


class Budget(Rule):
    """The pay of all together is within a budget in each window.

    One unit is one pound, or a part of one, above ``at_most`` in one window. Counted are the parts
    of pay in ``of``, as in ``cost``, of the duties of those in ``who`` that start in the window;
    with ``days`` or ``dates``, only duties on those dates count. Overtime is no part of it, as it
    is not the sum of what single duties cost; a rule ``cost`` counts it. History matters only for
    a public holiday at a weekend and its substitute, of which each person is paid for one.
    """

    rule: Literal["budget"] = "budget"
    at_most: Pence = Field(description="The budget of a window in GBP.")
    of: Listed[DutyPart] = Field(
        default=("enhancements", "allowances", "bank"),
        min_length=1,
        description="The parts of pay that count.",
    )
    per: WindowField = Field(default=Window("period", 0), description="What the budget is for.")

    scope = "team"
    default_level = "contract"

    @field_validator("of")
    @classmethod
    def _each_part_once(cls, value: tuple[DutyPart, ...]) -> tuple[DutyPart, ...]:
        return tuple(dict.fromkeys(value))

    @field_validator("per")
    @classmethod
    def _not_rolling(cls, value: Window) -> Window:
        if value.kind == "rolling":
            raise ValueError(f"a budget is not kept over {value}; expected period or week")
        return value

    def most_units(self, team: Team) -> int:
        """All that everybody could be paid, in pounds, in as many windows as there are days."""
        return len(team.staff_of(self.who)) * most_pence(team) // 100 + team.period.days

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every window that costs more than its budget."""
        windows = judged(team, self, self.per)
        names = [staff.name for staff in team.staff_of(self.who)]
        paid = paid_by_date(duties, team, self, names)

        def costs(name: str) -> list[int]:
            by_date = {
                day: sum([pence(some, part) for part in self.of])
                for day, some in paid[name].items()
            }
            return [sum([by_date[day] for day in days if day in by_date]) for _, days in windows]

        each = duties.of_each((Budget.breaches, self), names, costs)
        totals = map(sum, zip(*each.values(), strict=True))
        for (window, _), total in zip(windows, totals, strict=False):
            over = total - self.at_most
            if over > 0:
                words = (
                    f"the rota costs {spell_gbp(total)} {window} ({', '.join(self.of)}): "
                    f"{spell_gbp(over)} over the budget of {spell_gbp(self.at_most)}"
                )
                yield self.breach(team, words, -(-over // 100), dates=window.ends)

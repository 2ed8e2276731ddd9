"""Tasks: audits, checks and tests that somebody on duty does once in every window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from pydantic import Field

from rotasolve.rules.occasions import Occasion
from rotasolve.rules.placing import missing
from rotasolve.rules.wishes import Share, Wish, room
from rotasolve.team.spelling import Duration, HowOftenField, spell_duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.rules.occasions import Times
    from rotasolve.rules.spans import Span
    from rotasolve.rules.windows import Stretch
    from rotasolve.team.rule import Breach
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team


class Opportunity(NamedTuple):
    """One window of a task, and when who could do it.

    Attributes
    ----------
    spans
        For each who could, the spans on duty that are long enough, in order of time.
    """

    window: Stretch
    spans: dict[str, list[Span]]


class Task(Occasion):
    """In every window somebody who can do the task has the time for it on one duty.

    One unit is one window in which nobody among ``who`` is on duty for ``takes`` in one stretch,
    within ``clock``, on one of the dates concerned; the stretch lies in one duty of the given
    ``kinds``. A stretch of the clock that passes midnight belongs to the date on which it starts
    (past the last midnight with the duties of this rota); without ``clock`` a date goes from
    midnight to midnight. Who does it and when is named with the rota, and the turns are shared.

    It takes that time of the duty once: what else the person does on the duty, other tasks,
    supervision meetings and events, has to fit in beside it. Where not all of them fit, as many as
    can be are done, those of higher levels first. With ``leaves`` so many others, or so many others
    of a selection, are on a duty of kind work at every minute of it; left out, nobody need be.

    Where there are too many ways to fit them in to try each, the best that was found counts,
    and the breach says that it may be none.

    Windows follow each other from the first day of the period, and one that the end of the period
    cuts short is not judged. A calendar month is judged in the rota that holds its 15th, on its
    days in that rota, so that each month has its turn once. History does not matter to what is
    broken, but for a night that reaches into the first day; whose turn it is follows from it.
    """

    rule: Literal["task"] = "task"
    name: str = Field(min_length=1, description="What is to be done, such as fire test.")
    per: HowOftenField = Field(description="How often it is to be done.")
    takes: Duration = Field(
        default=30, gt=0, description="How long it takes, in one stretch of one duty."
    )

    # Audits and checks keep people safe, but a rota is no use without one of their weeks either.
    default_level = "safety"

    def most_units(self, team: Team) -> int:
        """Every day."""
        return team.num_known_days

    def opportunities(self, duties: Duties, team: Team) -> Iterator[Opportunity]:
        """Every window that is not cut short, with those who could do the task in it."""
        times = self.times(duties, team)
        for wish in self.wishes(team):
            found: dict[str, list[Span]] = {}
            for name in wish.names:
                spans = {
                    part
                    for day in wish.dates
                    for each in times(name, day)
                    for part in self.open_parts(duties, team, each[:2], (name,))
                }
                if spans:
                    found[name] = sorted(spans)
            yield Opportunity(wish.window, found)

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every window in which nobody could do the task."""
        who = "" if str(self.who) == "everybody" else f" ({self.who})"
        for each in missing(duties, team, self):
            left = "left on duty, beside all else," if each.on_duty else "on duty"
            if each.alone:
                left = f"on duty {self.spell_leaves()}"
            yield self.breach(
                team,
                f"nobody{who} has {spell_duration(self.takes)} {left} for {self.name}"
                f"{self.spell_where()} {each.of}",
                dates=each.of.ends,
                sure=each.sure,
            )

    def people(self, team: Team) -> tuple[Staff, ...]:
        """Those who can do it."""
        return team.staff_of(self.who)

    def wishes(self, team: Team) -> Iterator[Wish]:
        """One turn in each window, on a duty of anybody who could."""
        names = tuple(staff.name for staff in self.people(team))
        for window, dates in self.judged_windows(team):
            yield Wish(window, self, names, window, tuple(dates))

    def choices(
        self, wish: Wish, times: Times, names: Sequence[str], dates: Sequence[date]
    ) -> Iterator[tuple[Share, ...]]:
        """Each time on duty, of one person after the other."""
        for name in names:
            for day in dates:
                for each in times(name, day):
                    span = room(each.start, each.end, each.events, self.takes)
                    if span is not None:
                        yield (Share(each.duty, *span),)

    def possible(self, wish: Wish, times: Times) -> bool:
        """Whether somebody is on duty for long enough."""
        return any(times(name, day) for name in wish.names for day in wish.dates)

"""Supervision meetings: supervisor and supervisee share time on duty, again and again."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Field, field_validator

from rotasolve.rules.leaves import floors_of_cover
from rotasolve.rules.occasions import Occasion
from rotasolve.rules.placing import missing
from rotasolve.rules.wishes import Share, Wish, room
from rotasolve.team.credit import absence_on
from rotasolve.team.frozen import FROZEN
from rotasolve.team.selector import Words
from rotasolve.team.spelling import spell_duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.rules.leaves import Floor
    from rotasolve.rules.occasions import Time, Times
    from rotasolve.rules.spans import Span
    from rotasolve.rules.windows import Stretch
    from rotasolve.team.rule import Breach
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team


class SharedTime(NamedTuple):
    """One pair in one window, and the spans of time that both are on duty.

    Attributes
    ----------
    dates
        The dates of the window that the rule concerns.
    spans
        Each long enough for a meeting, in order of time; empty where there is none.
    """

    supervisor: str
    staff: str
    window: Stretch
    dates: list[date]
    spans: list[Span]


class SupervisionMeetings(Occasion):
    """Each supervisor shares time on duty with each supervisee once in every window.

    One unit is one pair and window without a stretch of ``takes`` in which both are on duty,
    within ``clock``, on one of the dates concerned. The stretch lies in one duty of each of them,
    of the given ``kinds``. A stretch of the clock that passes midnight belongs to the date on
    which it starts (past the last midnight with the duties of this rota); without ``clock`` a date
    goes from midnight to midnight. With ``who`` only these supervisees are concerned.

    It takes that time of both duties once: what else the two do on them, other meetings, tasks and
    events, has to fit in beside it. Where not all of them fit, as many as can be are done, those of
    higher levels first. With ``leaves`` so many others, or so many others of a selection, are on a
    duty of kind work at every minute of it. Left out, one other of those whom a ``clock_cover``
    with a ``min`` counts is on duty while that holds, so that nobody is off the floor for a meeting
    when nobody else is on it; ``leaves: 0`` asks for nobody.

    Where there are too many ways to fit them in to try each, the best that was found counts,
    and the breach says that it may be none.

    Windows follow each other from the first day of the period, and one that the end of the period
    cuts short is not judged. A calendar month is judged in the rota that holds its 15th, on its
    days in that rota. A pair is not judged in a window in which either is not in the team with a
    contract in force on every day, or in which there is no date concerned on which neither is
    absent. History does not matter, but for a night that reaches into the first day.
    """

    rule: Literal["supervision_meetings"] = "supervision_meetings"
    pairs: Annotated[dict[str, Words], FROZEN] = Field(
        min_length=1, description="Each supervisor's name, with the names of those they supervise."
    )

    # A meeting missed is put right in the next weeks: it is owed like contracted hours are, and
    # nobody is in danger meanwhile.
    default_level = "contract"
    at_once = True

    @field_validator("pairs")
    @classmethod
    def _pairs_are_two_people(cls, value: dict[str, Words]) -> dict[str, Words]:
        for supervisor, supervised in value.items():
            if not supervised:
                raise ValueError(f"{supervisor} supervises nobody; name some, or leave them out")
            if supervisor in supervised:
                raise ValueError(f"{supervisor} cannot supervise themselves")
            name, times = Counter(supervised).most_common(1)[0]
            if times > 1:
                raise ValueError(f"{supervisor} is said to supervise {name} twice")
        return value

    def most_units(self, team: Team) -> int:
        """Every pair on every day."""
        return sum(map(len, self.pairs.values())) * team.num_known_days

    def people(self, team: Team) -> list[Staff]:
        """Everybody who supervises or is supervised."""
        names = {*self.pairs, *(name for supervised in self.pairs.values() for name in supervised)}
        return [staff for staff in team.staff if staff.name in names]

    def usual_floors(self, team: Team) -> tuple[Floor, ...]:
        """One of those whom each line of clock cover with a ``min`` counts, while it holds."""
        return floors_of_cover(team)

    def shared_times(self, duties: Duties, team: Team) -> Iterator[SharedTime]:
        """Every pair and window that is not cut short, with the time that they share."""
        times = self.times(duties, team)
        for wish in self._pairs_in_windows(team):
            both = self._both(wish, times, wish.dates)
            spans = {
                part
                for one, other in both
                for part in self.open_parts(
                    duties,
                    team,
                    (max(one.start, other.start), min(one.end, other.end)),
                    wish.names,
                )
            }
            supervisor, name = wish.names
            yield SharedTime(supervisor, name, wish.window, list(wish.dates), sorted(spans))

    def _pairs_in_windows(self, team: Team) -> Iterator[Wish]:
        """Every pair that is concerned in each window that is not cut short."""
        concerned = {staff.name for staff in team.staff_of(self.who)}
        for window, dates in self.judged_windows(team):
            for supervisor, supervised in self.pairs.items():
                for name in supervised:
                    if name in concerned:
                        pair = supervisor, name
                        yield Wish((*pair, window), self, pair, window, tuple(dates))

    def _both(self, wish: Wish, times: Times, dates: Iterable[date]) -> Iterator[tuple[Time, Time]]:
        """Every two times of the two people that last for a meeting together."""
        supervisor, supervised = wish.names
        for day in dates:
            own = times(supervisor, day)
            others = times(supervised, day) if own else ()
            for one in own:
                for other in others:
                    if min(one.end, other.end) - max(one.start, other.start) >= self.takes:
                        yield one, other

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every pair and window without time shared, where there could have been some."""
        for each in missing(duties, team, self):
            supervisor, name, window = each.of
            beside = ", beside all else," if each.on_duty else ""
            if each.alone:
                beside = f" {self.spell_leaves()}"
            yield self.breach(
                team,
                f"{supervisor} and {name} share no {spell_duration(self.takes)} on duty"
                f"{beside}{self.spell_where()} {window}",
                staff=(supervisor, name),
                dates=window.ends,
                sure=each.sure,
            )

    def wishes(self, team: Team) -> Iterator[Wish]:
        """One meeting for each pair that could meet in each window, on a duty of both."""
        return (wish for wish in self._pairs_in_windows(team) if _could_meet(team, wish))

    def choices(
        self, wish: Wish, times: Times, names: Sequence[str], dates: Sequence[date]
    ) -> Iterator[tuple[Share, ...]]:
        """Each two times on duty that last for the meeting."""
        for one, other in self._both(wish, times, dates):
            first, last = max(one.start, other.start), min(one.end, other.end)
            span = room(first, last, one.events + other.events, self.takes)
            if span is not None:
                yield Share(one.duty, *span), Share(other.duty, *span)

    def possible(self, wish: Wish, times: Times) -> bool:
        """Whether the two are on duty together for long enough."""
        return any(True for _ in self._both(wish, times, wish.dates))


def _could_meet(team: Team, wish: Wish) -> bool:
    """Whether both are in the team all the time, and present together on some date concerned."""
    both = [team.staff_by_name[name] for name in wish.names]
    days = wish.window.days
    return all(team.employed(staff, day) for staff in both for day in days) and any(
        all(absence_on(team, staff, day) is None for staff in both) for day in wish.dates
    )

"""Fair shares: nights, weekends, bank holidays and the like go round in proportion."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from math import gcd, lcm
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Field, Tag, model_validator

from rotasolve.duties import ONE_DAY, spell_date
from rotasolve.rules.asked import places
from rotasolve.rules.shifts_or import ANY_CASE, SHIFTS, WORD, shifts_or
from rotasolve.rules.spans import without
from rotasolve.team.bank_holidays import holiday_pairs, pairs_in
from rotasolve.team.clock import LONGEST_DAY, instant
from rotasolve.team.credit import absence_on, nearest, weekly_minutes
from rotasolve.team.listed import Listed
from rotasolve.team.rule import Breach, Rule
from rotasolve.team.selector import Which
from rotasolve.team.shift import Kind
from rotasolve.team.spelling import MINUTES_A_DAY, ClockSpan, ClockSpanField, DateField

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.rules.asked import Place
    from rotasolve.team.bank_holidays import Pair
    from rotasolve.team.shift import Shift
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team

WEEKENDS, BANK_HOLIDAYS, UNSOCIAL = "weekends", "bank holidays", "unsocial hours"
Shared = Annotated[
    Annotated[Literal["weekends", "bank holidays", "unsocial hours"], ANY_CASE, Tag(WORD)]
    | Annotated[Which, Tag(SHIFTS)],
    shifts_or(WEEKENDS, BANK_HOLIDAYS, UNSOCIAL),
]
"""What is shared: certain shifts, ``weekends``, ``bank holidays`` or ``unsocial hours``."""

MOST_WEIGHT = 100
"""The weight of whoever has the highest, where contracted minutes have no smaller measure."""

HOUR = 60
SATURDAY = 5


class Share(NamedTuple):
    """What one person has of all that is shared, and their fair share of it.

    Amounts are numbers of duties or weekends, or minutes; the fair share is ``part`` by ``parts``
    of one. ``judged`` says whether they are there in the period, so that the rule concerns them.
    """

    staff: str
    amount: int
    part: int
    parts: int
    judged: bool

    @property
    def fair(self) -> Fraction:
        """Their fair share."""
        return Fraction(self.part, self.parts)

    def units_off(self, unit: int) -> int:
        """Whole units above or below the fair share."""
        return abs(self.amount * self.parts - self.part) // (self.parts * unit)


class FairShare(Rule):
    """Everybody has their fair share of certain duties, over the history too.

    What is shared is all that those among ``who`` have of it, on the dates concerned, in the
    history and in the period: duties on the shifts ``of``; weekends on which a duty of one of the
    ``kinds`` starts, each counted once; such duties on bank holidays; or the minutes of such duties
    that lie on a Saturday, a Sunday, a bank holiday or within ``clock``, breaks included. Of a bank
    holiday at a weekend and its substitute, each person has one: of duties on both days, those on
    the substitute count.

    A person's fair share is in proportion to their weight: the contracted weekly hours of each date
    concerned on which they are in the team and not absent, added up, if they can do one of the
    shifts that count. Somebody on half the hours, or there half the time, has half the share.
    Weights are whole numbers: the hours in their smallest whole measure or, where that has numbers
    above 100, 100 for the highest and the others in proportion, to the nearest (half up) and at
    least 1. Somebody whose weight is 0, such as bank staff without contracted hours, is not judged,
    and what they do is nobody else's; nor is anybody judged with no such date in the period.

    One unit is each whole duty, weekend or hour by which somebody is above or below their fair
    share, beyond ``tolerance``. No share is made fair by duties that nobody asks for: where
    something asks for a shift in the period (see ``surplus``), each person on it more than asked
    for is a unit for everybody judged, or as many as it has unsocial hours, rounded up. Shifts
    that cover counts together with others that are not shared are left out of that.
    The history counts as far as it is known, unless ``since`` or
    ``past_weeks`` says less.
    """

    rule: Literal["fair_share"] = "fair_share"
    of: Shared = Field(
        description="Shifts, or one of the words weekends, bank holidays, unsocial hours."
    )
    kinds: Listed[Kind] | None = Field(
        default=None,
        description="Kinds of shift that count on weekends and bank holidays (work and sleep-ins "
        "when left out) or towards unsocial hours (work when left out).",
    )
    clock: ClockSpanField = Field(
        default=ClockSpan(20 * HOUR, 30 * HOUR),
        description="Clock times of unsocial hours on any date.",
    )
    tolerance: int = Field(
        default=0,
        ge=0,
        le=10_000,
        description="Whole duties, weekends or hours allowed above or below.",
    )
    since: DateField | None = Field(
        default=None, description="First date of the history that counts."
    )
    past_weeks: int | None = Field(
        default=None,
        ge=0,
        le=520,
        description="Weeks of the history that count; all when left out.",
    )

    scope = "team"
    default_level = "fairness"
    judged_for = "has contracted hours in the period and can do what is shared"

    @model_validator(mode="after")
    def _says_one_thing(self) -> FairShare:
        if self.kinds is not None and isinstance(self.of, Which):
            raise ValueError("kinds: the shifts of 'of' count, whatever their kind; leave it out")
        if "clock" in self.model_fields_set and self.of != UNSOCIAL:
            raise ValueError("clock: says which hours are unsocial; it needs of: unsocial hours")
        if self.since is not None and self.past_weeks is not None:
            raise ValueError("past_weeks: the history starts at since already; give one of the two")
        return self

    @property
    def unit_of_amount(self) -> int:
        """How much of an amount is one unit: of minutes an hour, of all else one."""
        return HOUR if self.of == UNSOCIAL else 1

    def judged_staff(self, team: Team) -> list[Staff]:
        """Those with a weight, some of it in the period."""
        there = self._there(team)
        return [staff for staff in team.staff_of(self.who) if staff.name in there]

    def most_units(self, team: Team) -> int:
        """Nobody is off their share by more than all that everybody can do."""
        people = len(team.staff_of(self.who))
        a_day = len(team.shifts) * (LONGEST_DAY // HOUR if self.of == UNSOCIAL else 1)
        # And everybody may be on duty unasked, which is a unit or more for each of them.
        return 2 * people * len(team.staff) * team.num_known_days * (a_day + len(team.shifts))

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Everybody who is a whole unit or more off their share; and duties nobody asks for."""
        yield from self._unasked(duties, team)
        shared = self.spell_shared(team)
        for share in self.shares(duties, team):
            off = share.units_off(self.unit_of_amount) - self.tolerance
            if share.judged and off > 0:
                allowed = f", {self.tolerance} off allowed" if self.tolerance else ""
                of = "of " if self.of == UNSOCIAL else ""
                yield self.breach(
                    team,
                    f"{share.staff} has {self.spell_amount(Fraction(share.amount))} "
                    f"{of}{shared} since {spell_date(self.first_date(team))}; "
                    f"a fair share is {self.spell_amount(share.fair)}{allowed}",
                    off,
                    staff=(share.staff,),
                    dates=(team.period.start, team.period.end),
                )

    def _unasked(self, duties: Duties, team: Team) -> list[Breach]:
        """Every date and shift shared that has more people than are asked for."""
        key = FairShare._unasked, self
        before: dict[date, list[Breach]] | None = duties.before.get(key)
        by_date = self._asked_places(team) if self._there(team) else {}
        again = set(by_date)
        if before is not None and duties.changed is not None:
            again.intersection_update(set().union(*duties.changed.values()))
        found = duties.answers[key] = {**(before or {})}
        for day in again:
            found[day] = list(self._unasked_on(by_date[day], duties, team))
        return [breach for day in by_date for breach in found[day]]

    def _unasked_on(
        self, places: list[tuple[Place, int]], duties: Duties, team: Team
    ) -> Iterator[Breach]:
        """Every one of the ``places`` of a date that has more people than are asked for."""
        judged, shared = len(self._there(team)), self.spell_shared(team)
        for place, units in places:
            if over := place.over(duties.staff_on(place.codes, place.date)):
                shifts = " or ".join(team.shifts[code].label for code in place.codes)
                yield Breach(  # whose duties these are does not matter
                    self.label,
                    team.level_of(self),
                    self.weight,
                    over * units * judged,
                    f"{shifts} on {spell_date(place.date)} has {over} more than asked for, "
                    f"which makes no share of {shared} fair",
                    dates=(place.date,),
                )

    def _asked_places(self, team: Team) -> dict[date, list[tuple[Place, int]]]:
        """The places of what is shared and asked for, each with what a duty there is in units.

        They are given by date, in order.
        """
        key = FairShare._asked_places, self
        if key not in team.answers:  # every audit asks for the same
            dates = set(self._dates(team))
            shared = {shift.code for shift in self.shifts(team)}
            shared &= {c for each in places(team) if each.asked is not None for c in each.codes}
            by_date: defaultdict[date, list[tuple[Place, int]]] = defaultdict(list)
            for place in places(team):
                if place.date in dates and shared.issuperset(place.codes):
                    units = max(self._units_of(code, place.date, team) for code in place.codes)
                    by_date[place.date] += [(place, units)] if units else []
            team.answers[key] = dict(by_date)
        found: dict[date, list[tuple[Place, int]]] = team.answers[key]
        return found

    def _units_of(self, code: str, day: date, team: Team) -> int:
        """Started units that one duty is."""
        if self.of != UNSOCIAL:
            return 1
        shift = team.shifts[code]
        return -(-self._unsocial_minutes(shift.start(day), shift.end(day), day, team) // HOUR)

    def shares(self, duties: Duties, team: Team) -> list[Share]:
        """What everybody with a weight has, and their fair share of all of it."""
        weights = self.weights(team)
        amounts = self._amounts(duties, team, weights)
        total, sum_of_weights = sum(amounts.values()), sum(weights.values())
        there = self._there(team)
        return [
            Share(name, amounts[name], weight * total, sum_of_weights, name in there)
            for name, weight in weights.items()
        ]

    def _there(self, team: Team) -> set[str]:
        """The names of those with a weight who have some of it on a date of the period."""
        key = FairShare._there, self
        if key not in team.answers:  # every audit asks for the same
            dates = [day for day in self._dates(team) if day in team.period]
            team.answers[key] = {
                name
                for name in self.weights(team)
                if any(self._contracted(team, team.staff_by_name[name], day) for day in dates)
            }
        found: set[str] = team.answers[key]
        return found

    # -- what is shared --------------------------------------------------------------------------

    def first_date(self, team: Team) -> date:
        """The first date that counts."""
        start, first = team.period.start, team.known_from
        if self.since is not None:
            first = max(first, self.since)
        if self.past_weeks is not None:
            first = max(first, start - 7 * self.past_weeks * ONE_DAY)
        return min(first, start)

    def shifts(self, team: Team) -> list[Shift]:
        """The shifts that count."""
        if isinstance(self.of, Which):
            return list(team.shifts_of(self.of))
        kinds = self.kinds or (("work",) if self.of == UNSOCIAL else ("work", "sleep_in"))
        return [shift for shift in team.shifts.values() if shift.kind in kinds]

    def _dates(self, team: Team) -> list[date]:
        """Every date, in order, on which a duty that counts can start."""
        first = self.first_date(team)
        days = [first + n * ONE_DAY for n in range((team.period.end - first).days + 1)]
        days = [day for day in days if team.matches(day, self.days, self.dates)]
        if self.of == WEEKENDS:
            return [day for day in days if day.weekday() >= SATURDAY]
        if self.of == BANK_HOLIDAYS:
            return [day for day in days if team.calendar.public_holiday(day)]
        return days

    def _pairs(self, team: Team, dates: set[date]) -> list[Pair]:
        """The pairs of days of which somebody's duties count on one only."""
        pairs = holiday_pairs(team) if self.of == BANK_HOLIDAYS else ()
        if isinstance(self.of, Which):
            pairs = pairs_in(team, self.days, self.dates)
        return [pair for pair in pairs if dates.issuperset(pair[:2])]

    def _amounts(self, duties: Duties, team: Team, weights: Mapping[str, int]) -> dict[str, int]:
        dates, pairs, codes = self._counted(team)
        # Everybody's duty counts alike.
        minutes = team.answers.setdefault((FairShare._unsocial_minutes, self), {})

        def amount(name: str) -> int:
            own = [duty for duty in duties.of(name) if duty.date in dates and duty.code in codes]
            if self.of == WEEKENDS:
                return len({_saturday(duty.date) for duty in own})
            if self.of == UNSOCIAL:
                for duty in own:
                    if (duty.date, duty.code) not in minutes:
                        minutes[duty.date, duty.code] = self._unsocial_minutes(
                            duty.start, duty.end, duty.date, team
                        )
                return sum(minutes[duty.date, duty.code] for duty in own)
            worked = {duty.date for duty in own}
            double = {pair.weekend for pair in pairs if worked.issuperset(pair[:2])}
            return sum(duty.date not in double for duty in own)

        return duties.of_each((FairShare._amounts, self), weights, amount)

    def _counted(self, team: Team) -> tuple[set[date], list[Pair], set[str]]:
        """The dates and shifts of which duties count, and the days of which only one does."""
        key = FairShare._counted, self
        if key not in team.answers:  # every audit asks for the same
            dates, codes = set(self._dates(team)), {shift.code for shift in self.shifts(team)}
            team.answers[key] = dates, self._pairs(team, dates), codes
        found: tuple[set[date], list[Pair], set[str]] = team.answers[key]
        return found

    def _unsocial_minutes(self, start: int, end: int, on: date, team: Team) -> int:
        """Minutes of a duty of ``on`` on a weekend, on a bank holiday or within ``clock``."""
        unsocial = []
        for day in (on - ONE_DAY, on, on + ONE_DAY):
            unsocial.append((instant(day, self.clock.start), instant(day, self.clock.end)))
            if day.weekday() >= SATURDAY or team.calendar.public_holiday(day):
                unsocial.append((instant(day, 0), instant(day, MINUTES_A_DAY)))
        social = without((start, end), unsocial)
        return end - start - sum(last - first for first, last in social)

    # -- weights ---------------------------------------------------------------------------------

    def weights(self, team: Team) -> dict[str, int]:
        """The weight of everybody who has one, in whole numbers."""
        if self not in team.fair_weights:
            minutes = {
                staff.name: sum(self._contracted(team, staff, day) for day in self._dates(team))
                for staff in team.staff_of(self.who)
                if self._able(team, staff)
            }
            team.fair_weights[self] = _whole({k: Fraction(v) for k, v in minutes.items() if v})
        return team.fair_weights[self]

    def _able(self, team: Team, staff: Staff) -> bool:
        """Whether ``staff`` can do one of the shifts that count."""
        return any(
            set(shift.needs) <= set(staff.skills)
            and shift.who.match(staff)
            and (shift.kind == "event" or staff.shifts.match(shift))
            for shift in self.shifts(team)
        )

    def _contracted(self, team: Team, staff: Staff, day: date) -> Fraction:
        """Contracted minutes a week of ``staff`` on ``day``; 0 when they are not there."""
        if absence_on(team, staff, day) is not None:
            return Fraction()
        return weekly_minutes(team, team.contract_on(staff, day))

    # -- words -----------------------------------------------------------------------------------

    def spell_shared(self, team: Team) -> str:
        """What is shared, in words."""
        if isinstance(self.of, Which):
            return " or ".join(shift.label for shift in self.shifts(team))
        shared: str = "duties on bank holidays" if self.of == BANK_HOLIDAYS else self.of
        if self.kinds is not None:
            shared += f" of {' or '.join(kind.replace('_', ' ') for kind in self.kinds)}"
        return f"{shared} ({self.clock})" if "clock" in self.model_fields_set else shared

    def spell_amount(self, amount: Fraction) -> str:
        """An amount with at most one decimal; minutes as hours: ``12.5h``."""
        text = f"{float(amount / self.unit_of_amount):.1f}".removesuffix(".0")
        return f"{text}h" if self.of == UNSOCIAL else text


def _saturday(day: date) -> date:
    """The Saturday of the weekend that ``day`` is in."""
    return day - (day.weekday() - SATURDAY) * ONE_DAY


def _whole(weights: Mapping[str, Fraction]) -> dict[str, int]:
    """Weights in whole numbers, of which none is above :data:`MOST_WEIGHT`."""
    parts = lcm(*(weight.denominator for weight in weights.values()))
    whole = {name: int(weight * parts) for name, weight in weights.items()}
    common = gcd(*whole.values()) or 1
    highest = max(whole.values(), default=0)
    if highest <= MOST_WEIGHT * common:
        return {name: weight // common for name, weight in whole.items()}
    return {
        name: max(1, nearest(Fraction(MOST_WEIGHT * weight, highest)))
        for name, weight in whole.items()
    }

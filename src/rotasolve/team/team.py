"""The whole team: everything that a team file says."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

from pydantic import (
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from rotasolve.team.checked import Checked
from rotasolve.team.contract import Contract
from rotasolve.team.frozen import FROZEN, FrozenDict
from rotasolve.team.heading import Heading
from rotasolve.team.history import History
from rotasolve.team.leave import Leave
from rotasolve.team.level import MUST, SOFT_LEVELS, SPARE, resolve
from rotasolve.team.listed import Block, Listed
from rotasolve.team.pay import NO_DATES, DutyPay, Pay, Terms, duty_pay, enhanced_spans, terms_on
from rotasolve.team.period import Calendar, Period
from rotasolve.team.published import Published
from rotasolve.team.rule import Rule
from rotasolve.team.selector import EVERY_SHIFT, EVERYBODY, Which, Who
from rotasolve.team.shift import Shift
from rotasolve.team.shown import shown
from rotasolve.team.sizes import MOST_DATED, MOST_LEVELS, MOST_PEOPLE, MOST_RULES, MOST_SHIFTS
from rotasolve.team.solver import SolverDefaults
from rotasolve.team.staff import Staff

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from rotasolve.rules import AnyCover, AnyRule
    from rotasolve.rules.absence import Absence
    from rotasolve.rules.event import Event
    from rotasolve.rules.fixed import Fixed
    from rotasolve.rules.request import Request
    from rotasolve.rules.stability import Stability
    from rotasolve.rules.task import Task
    from rotasolve.team.spelling import Dates, DayNames

RULE_BLOCKS = ("rules", "cover", "events", "tasks", "absences", "requests", "fixed")
"""The blocks of a team file whose entries are rules."""


class Team(Checked):
    """A team, its period and its rules; what one team file says.

    However it is made, it is checked whole or refused: as a file is, names and dates included. It
    is frozen; ``with_parts`` gives a changed one, and ``to_dict`` what ``from_dict`` makes it of.
    """

    version: Literal[1] = Field(description="Version of the file format.")
    team: Heading = Field(description="The team's name.")
    period: Period = Field(description="What the rota covers.")
    calendar: Calendar = Field(default_factory=Calendar, description="Bank holidays.")
    skills: Annotated[dict[str, str | None], FROZEN] = Field(
        default_factory=FrozenDict,
        max_length=MOST_RULES,
        description="Every skill, with what it means.",
    )
    shifts: Annotated[dict[str, Shift], FROZEN] = Field(
        min_length=1, max_length=MOST_SHIFTS, description="Every shift, by its code."
    )
    contracts: Annotated[dict[str, Contract], FROZEN] = Field(
        default_factory=FrozenDict,
        max_length=MOST_RULES,
        description="Contracts that staff share, by name.",
    )
    staff: Block[Staff] = Field(
        min_length=1, max_length=MOST_PEOPLE, description="Everybody on the team."
    )
    cover: Block[AnyCover] = Field(
        default=(), max_length=MOST_RULES, description="How many people are needed, and when."
    )
    rules: Block[AnyRule] = Field(
        default=(), max_length=MOST_RULES, description="Everything else that can be broken."
    )
    events: Block[Event] = Field(
        default=(), max_length=MOST_RULES, description="Meetings and training days."
    )
    tasks: Block[Task] = Field(
        default=(), max_length=MOST_RULES, description="Audits and checks, and how often they come."
    )
    absences: Block[Absence] = Field(
        default=(), max_length=MOST_DATED, description="Leave, study and sickness."
    )
    requests: Block[Request] = Field(
        default=(), max_length=MOST_DATED, description="What people ask for."
    )
    fixed: Block[Fixed] = Field(
        default=(), max_length=MOST_DATED, description="Shifts that are already settled."
    )
    leave: Leave | None = Field(
        default=None, description="The leave year, and how much leave there is."
    )
    history: History = Field(default_factory=History, description="What was worked before.")
    published: Published = Field(
        default_factory=Published, description="The rota that people have been told."
    )
    pay: Pay | None = Field(default=None, description="Rates of pay, enhancements and overtime.")
    levels: Listed[str] = Field(
        default=SOFT_LEVELS,
        max_length=MOST_LEVELS,
        validate_default=True,
        description="The soft levels, highest first; spare, the lowest, goes without saying.",
    )
    solver: SolverDefaults = Field(default_factory=SolverDefaults, description="Defaults of solve.")

    @field_validator("skills", mode="before")
    @classmethod
    def _skills_listed(cls, value: Any) -> Any:
        if isinstance(value, str):
            value = [value]
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return dict.fromkeys(value)
        return value

    @field_validator("shifts", mode="before")
    @classmethod
    def _shifts_know_their_code(cls, value: Any) -> Any:
        return _named(value, "code", short="time")

    @field_validator("contracts", mode="before")
    @classmethod
    def _contracts_know_their_name(cls, value: Any) -> Any:
        return _named(value, "name", short="hours")

    @field_validator("levels", mode="after")
    @classmethod
    def _levels_are_soft(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        soft = value[1:] if value[:1] == (MUST,) else value
        if any(not level.strip() for level in soft):
            raise ValueError("a level has no name; expected for example safety")
        if not soft or MUST in soft or len(set(soft)) < len(soft):
            raise ValueError(
                "levels are listed once each, highest first; must comes first or is left out; "
                "expected for example [safety, contract, fairness, wish]"
            )
        return soft if SPARE in soft or not _uses_spare(info.data) else (*soft, SPARE)

    @model_validator(mode="after")
    def _rules_add_shifts(self) -> Team:
        # A code that is taken is a misfit of the rule.
        if added := {code: shift for code, shift in self._added() if code not in self.shifts}:
            self.__dict__["shifts"] = FrozenDict({**self.shifts, **added})
        return self

    def stated_blocks(self) -> dict[str, Any]:
        """Every block that is stated, without the shifts that rules add and the lowest level."""
        added = {code for code, shift in self._added() if self.shifts[code] == shift}
        kept = {code: shift for code, shift in self.shifts.items() if code not in added}
        blocks = {**self.blocks(), "shifts": kept}
        if len(self.levels) > 1 and self.levels[-1] == SPARE and "levels" in blocks:
            blocks["levels"] = self.levels[:-1]
        return blocks

    def _added(self) -> Iterator[tuple[str, Shift]]:
        return ((shift.code, shift) for rule in self.stated_rules for shift in rule.own_shifts())

    @property
    def name(self) -> str:
        """The team's name."""
        return self.team.name

    # -- people and contracts ------------------------------------------------------------------

    @cached_property
    def staff_by_name(self) -> dict[str, Staff]:
        """Everybody by name."""
        return {staff.name: staff for staff in self.staff}

    def staff_of(self, who: Who) -> tuple[Staff, ...]:
        """Those selected by ``who``, in the order of the file."""
        if who is EVERYBODY:
            return self.staff
        if who not in self._staff_of:
            names = who.among(self._names_by_word)
            asked = [each for each in self.staff if names is None or each.name in names]
            self._staff_of[who] = tuple(staff for staff in asked if who.match(staff))
        return self._staff_of[who]

    @cached_property
    def _names_by_word(self) -> dict[str, set[str]]:
        """The names of those whom each plain word can mean."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for staff in self.staff:
            for word in staff.words:
                found[word].add(staff.name)
        return found

    @cached_property
    def _staff_of(self) -> dict[Who, tuple[Staff, ...]]:
        return {}

    def contract_on(self, staff: Staff, day: date) -> Contract | None:
        """The contract in force for ``staff`` on ``day``; None when there is none."""
        own = self._contracts_on.setdefault(staff.name, {})
        if day not in own:  # every audit asks for the same
            parts = staff.contract_parts if staff.employed(day) else ()
            contracts = (self.contracts[each] if isinstance(each, str) else each for each in parts)
            own[day] = next((each for each in contracts if each.holds(day)), None)
        return own[day]

    @cached_property
    def _contracts_on(self) -> dict[str, dict[date, Contract | None]]:
        return {}

    def employed(self, staff: Staff, day: date) -> bool:
        """Whether ``staff`` is in the team on ``day`` with a contract in force."""
        return self.contract_on(staff, day) is not None

    def days_employed(self, staff: Staff) -> frozenset[date]:
        """The dates of the history and of the period on which ``staff`` is :meth:`employed`."""
        key = Team.days_employed, staff.name
        found: frozenset[date] | None = self.answers.get(key)
        if found is None:  # every audit asks for the same
            days = frozenset(day for day in self.known_dates if self.employed(staff, day))
            found = self.answers[key] = days
        return found

    # -- shifts ----------------------------------------------------------------------------------

    def shifts_of(self, which: Which) -> tuple[Shift, ...]:
        """The shifts selected by ``which``, in the order of the file."""
        if which is EVERY_SHIFT:
            return tuple(self.shifts.values())
        return tuple(shift for shift in self.shifts.values() if which.match(shift))

    def codes_of(self, which: Which) -> frozenset[str]:
        """The codes of the shifts selected by ``which``."""
        if which not in self._codes_of:  # every audit asks for the same
            self._codes_of[which] = frozenset(shift.code for shift in self.shifts_of(which))
        return self._codes_of[which]

    @cached_property
    def _codes_of(self) -> dict[Which, frozenset[str]]:
        return {}

    def shifts_covered(self, which: Which) -> tuple[Shift, ...]:
        """The shifts selected by ``which`` as duties to cover: events only where it asks for them.

        Those at a meeting are not on the floor, so that ``all`` or ``not night`` leave events out.
        """
        if which not in self._shifts_covered:  # every audit asks for the same
            selected = self.shifts_of(which)
            self._shifts_covered[which] = tuple(
                shift for shift in selected if shift.kind != "event" or which.asks_for(shift)
            )
        return self._shifts_covered[which]

    @cached_property
    def _shifts_covered(self) -> dict[Which, tuple[Shift, ...]]:
        return {}

    @cached_property
    def answers(self) -> dict[Any, Any]:
        """What rules have worked out of the team alone."""
        return {}

    # -- time ------------------------------------------------------------------------------------

    @cached_property
    def known_from(self) -> date:
        """The first date of which duties are known: of the history, else of the period."""
        dates = [duty.date for duty in self.history.duties]
        first = self.history.from_ or min(dates, default=self.period.start)
        return min(first, self.period.start)

    @cached_property
    def known_dates(self) -> tuple[date, ...]:
        """Every date of the history and of the period, in order."""
        days = range((self.period.end - self.known_from).days + 1)
        return tuple(self.known_from + timedelta(n) for n in days)

    @property
    def num_known_days(self) -> int:
        """Number of days of the history and of the period."""
        return len(self.known_dates)

    def matches(self, day: date, days: DayNames | None, dates: Dates | None) -> bool:
        """Whether ``day`` is among ``days`` and ``dates``, where these are given."""
        if dates is not None and not dates.match(day):
            return False
        if days is None:
            return True
        holiday = days.asks_bank_holidays and self.calendar.public_holiday(day) is not None
        return days.match(day, holiday)

    def among(self, some: Sequence[date], days: DayNames | None, dates: Dates | None) -> list[date]:
        """Those of ``some``, which are in order, that are among ``days`` and ``dates``."""
        some = some if dates is None else dates.among(some)
        return [day for day in some if self.matches(day, days, None)]

    def dates_of(self, rule: Rule) -> tuple[date, ...]:
        """The dates of the period that ``rule`` concerns."""
        key = rule.days, rule.dates
        if key not in self._dates_of:  # every audit asks for the same
            self._dates_of[key] = tuple(self.among(self.period.dates, rule.days, rule.dates))
        return self._dates_of[key]

    @cached_property
    def _dates_of(self) -> dict[tuple[DayNames | None, Dates | None], tuple[date, ...]]:
        return {}

    def dates_reached(self, rule: Rule) -> tuple[date, ...]:
        """The dates that ``rule`` concerns among those that a duty of the period can reach.

        These are the dates of the period and, for what runs past its last midnight, the day after.
        """
        after = self.period.end + timedelta(1)
        late = (after,) if self.matches(after, rule.days, rule.dates) else ()
        return (*self.dates_of(rule), *late)

    # -- pay -------------------------------------------------------------------------------------

    def duty_pay(
        self, staff: Staff, shift: Shift, day: date, ordinary: frozenset[date] = NO_DATES
    ) -> DutyPay:
        """What ``staff`` is paid for ``shift`` of ``day``.

        ``ordinary`` are the days of :func:`holiday_pairs` that are no public holiday for them, as
        they have the other day of the pair.
        """
        if ordinary:  # no shift is longer than a day
            ordinary = ordinary.intersection((day, day + timedelta(1)))
        key = staff.name, shift.code, day, ordinary
        if key not in self._duty_pay:  # every audit asks for the same
            terms = terms_on(self, staff, day)
            if (terms, *key[1:]) not in self._pay_by_terms:
                self._pay_by_terms[terms, *key[1:]] = duty_pay(self, terms, shift, day, ordinary)
            self._duty_pay[key] = self._pay_by_terms[terms, *key[1:]]
        return self._duty_pay[key]

    def enhanced_spans(
        self, shift: Shift, day: date, ordinary: frozenset[date] = NO_DATES
    ) -> list[tuple[int, int, tuple[int, ...]]]:
        """The stretches of ``shift`` of ``day`` with enhancements, alike for everybody."""
        key = shift.code, day, ordinary
        if key not in self._enhanced_spans:
            self._enhanced_spans[key] = enhanced_spans(self, shift, day, ordinary)
        return self._enhanced_spans[key]

    @cached_property
    def _duty_pay(self) -> dict[tuple[str, str, date, frozenset[date]], DutyPay]:
        return {}

    @cached_property
    def _pay_by_terms(self) -> dict[tuple[Terms | None, str, date, frozenset[date]], DutyPay]:
        return {}

    @cached_property
    def _enhanced_spans(
        self,
    ) -> dict[tuple[str, date, frozenset[date]], list[tuple[int, int, tuple[int, ...]]]]:
        return {}

    # -- rules -----------------------------------------------------------------------------------

    @cached_property
    def stated_rules(self) -> tuple[Rule, ...]:
        """Every rule that a block of the file states, in the order of :data:`RULE_BLOCKS`."""
        return tuple(rule for block in RULE_BLOCKS for rule in getattr(self, block))

    @cached_property
    def all_absences(self) -> tuple[Absence, ...]:
        """Every absence: the block ``absences``, then those that are listed among ``rules``."""
        others = (rule for rule in self.rules if rule.rule == "absence")
        return (*self.absences, *cast("Iterable[Absence]", others))

    def absences_of(self, staff: Staff) -> tuple[Absence, ...]:
        """Every absence of ``staff``, in the order of :attr:`all_absences`."""
        return tuple(self._absences_of.get(staff.name, ()))

    @cached_property
    def _absences_of(self) -> dict[str, list[Absence]]:
        found: dict[str, list[Absence]] = {}
        for absence in self.all_absences:
            for staff in self.staff_of(absence.who):
                found.setdefault(staff.name, []).append(absence)
        return found

    @cached_property
    def all_rules(self) -> tuple[Rule, ...]:
        """Every rule in force: those that are always, and those that the file states.

        "Eligible", "no overlap", "past" and "surplus" are always in force; a team file may restate
        them.
        """
        kinds = {type(rule) for rule in self.stated_rules}
        always = [
            kind.model_validate({})
            for _, kind in sorted(Rule.registry.items())
            if kind.always and kind not in kinds
        ]
        return (*always, *self.stated_rules)

    @cached_property
    def today(self) -> date | None:
        """The date before which what was published is past; None where nothing is said of it.

        It is ``today`` of the published rota, else the latest ``on`` of the rules ``stability``.
        """
        rules = (rule for rule in self.rules if rule.rule == "stability")
        dates = [rule.on for rule in cast("Iterable[Stability]", rules) if rule.on]
        return self.published.today or max(dates, default=None)

    @cached_property
    def fair_weights(self) -> dict[Rule, dict[str, int]]:
        """Everybody's weight by name, as each "fair share" keeps it: every audit asks for it."""
        return {}

    def level_of(self, rule: Rule) -> str:
        """The level at which ``rule`` holds."""
        return resolve(rule.level or rule.default_level, self.levels)


def _uses_spare(stated: dict[str, Any]) -> bool:
    """Whether a rule of what a file has ``stated`` so far, or that goes without, is at spare."""
    judging = [rule for rule in stated.get("rules", ()) if rule.default_level == SPARE]
    return not judging or any(rule.weight and rule.level in (None, SPARE) for rule in judging)


def _named(value: Any, key: str, *, short: str) -> Any:
    """Entries of a mapping, each told its own name; a bare value is taken as the key ``short``."""
    if not isinstance(value, dict):
        return value
    entries = {}
    for name, entry in value.items():
        if isinstance(entry, str | int | float) and not isinstance(entry, bool):
            entry = {short: entry}
        if isinstance(entry, dict):
            if key in entry and entry[key] != name:
                raise ValueError(
                    f"{shown(name)} is given another {key} inside: {shown(entry[key])}"
                )
            entry = {**entry, key: name}
        entries[name] = entry
    return entries

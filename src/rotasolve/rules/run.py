"""Run: how long the same goes on, and the days off after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from rotasolve.duties import ONE_DAY, spell_date
from rotasolve.rules.absent import AbsenceField, days_neither
from rotasolve.rules.tally import Counted, limits_given, spell_tally, tallies
from rotasolve.rules.windows import Stretch
from rotasolve.team.rule import Rule
from rotasolve.team.selector import Which
from rotasolve.team.spelling import MOST_DAYS

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterator
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.team.rule import Breach
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team


class Run(Rule):
    """Runs of consecutive days last from ``at_least`` to ``at_most``, with ``then_off`` after them.

    A run is an unbroken stretch of days that each have a shift of ``of`` (or are working days, or
    days off). One unit is one day of the period beyond ``at_most``, one day that a finished run is
    shorter than ``at_least`` (on the day after it), or one working day among the ``then_off`` days
    that follow a finished run of ``after`` days or more. Runs reach back into the history; one that
    touches the first known day or the last day of the period is never too short, nor are days off
    beside a day on which somebody is not in the team with a contract in force; that day itself is
    no day off.

    A day of absence is neither work nor rest: runs of either end at it, and one beside it is never
    too short. A day off that is due after a run may be one. With ``absence: off`` it is a day off
    like any other.
    """

    rule: Literal["run"] = "run"
    of: Counted = Field(
        default="working days", description="Days with these shifts, or working days, or days off."
    )
    at_least: int | None = Field(
        default=None, ge=1, le=MOST_DAYS, description="Fewest days of a run."
    )
    at_most: int | None = Field(default=None, ge=0, le=MOST_DAYS, description="Most days of a run.")
    then_off: int | None = Field(
        default=None, ge=1, le=MOST_DAYS, description="Days off due after a run."
    )
    after: int = Field(
        default=1, ge=1, le=MOST_DAYS, description="Days of a run after which days off are due."
    )
    absence: AbsenceField = "neither"

    scope = "line"

    @model_validator(mode="after")
    def _has_limits(self) -> Run:
        limits_given(self.at_least, self.at_most, self.then_off)
        if self.then_off is not None and self.of == "days off":
            raise ValueError("then_off follows runs of work; use at_least for runs of days off")
        return self

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every run that is too long or too short, or without its days off."""
        dates, known = set(team.dates_of(self)), duties.days()
        for staff in duties.staff_of(self.who):
            away = days_neither(self.absence, team, staff)
            for run in self._runs(known, duties, staff, team, away):
                yield from self._too_long(run, dates, staff, team)
                # Both are judged on days after the run; a run up to the last day has none in dates.
                yield from self._too_short(run, dates, staff, team, away)
                yield from self._not_off(run, dates, staff, duties, team)

    def _runs(
        self, known: list[date], duties: Duties, staff: Staff, team: Team, away: Collection[date]
    ) -> Iterator[Stretch]:
        """Every run of ``known`` days in order; complete when it starts after the first of them."""
        tallied = tallies(self.of, duties, team, staff, frozenset(known), away=away)
        run: list[date] = []
        for day in known:
            if day in tallied:
                run.append(day)
            elif run:
                yield Stretch(run[0], run[-1], run[0] > duties.known_from)
                run = []
        if run:
            yield Stretch(run[0], run[-1], run[0] > duties.known_from)

    def _too_long(
        self, run: Stretch, dates: set[date], staff: Staff, team: Team
    ) -> Iterator[Breach]:
        if self.at_most is None or run.length <= self.at_most:
            return
        beyond = tuple(day for day in run.days[self.at_most :] if day in dates)
        if beyond:
            words = f"{self._has(run, staff, team)}; at most {self.at_most}"
            yield self.breach(team, words, len(beyond), staff=(staff.name,), dates=beyond)

    def _too_short(
        self, run: Stretch, dates: set[date], staff: Staff, team: Team, away: Container[date]
    ) -> Iterator[Breach]:
        length, following = run.length, run.last + ONE_DAY
        if self.at_least is None or length >= self.at_least or following not in dates:
            return
        beside = (run.first - ONE_DAY, following)
        gone = self.of == "days off" and not all(team.employed(staff, day) for day in beside)
        if run.complete and not gone and not any(day in away for day in beside):
            words = f"{self._has(run, staff, team)}; at least {self.at_least}"
            missing = self.at_least - length
            yield self.breach(team, words, missing, staff=(staff.name,), dates=(following,))

    def _not_off(
        self, run: Stretch, dates: set[date], staff: Staff, duties: Duties, team: Team
    ) -> Iterator[Breach]:
        if self.then_off is None or run.length < self.after:
            return
        due = [run.last + n * ONE_DAY for n in range(1, self.then_off + 1)]
        worked = tuple(day for day in due if day in dates and day in duties.days_worked(staff.name))
        if worked:
            words = (
                f"{self._has(run, staff, team)} but works on "
                f"{', '.join(map(spell_date, worked))}; {self.then_off} days off are due after it"
            )
            yield self.breach(team, words, len(worked), staff=(staff.name,), dates=worked)

    def _has(self, run: Stretch, staff: Staff, team: Team) -> str:
        length = run.length
        what = spell_tally(length, self.of, team)
        if isinstance(self.of, Which):
            shifts = what.partition(" ")[2]
            what = f"{length} {'day' if length == 1 else 'days'} of {shifts}"
        return f"{staff.name} has a run of {what} {run}"

"""Every rota of a small grid, by the auditor and by the model.

A setting of ``tests/agreement.yaml`` is a rule, rows in which ``?`` stands for any of its
``options``, and the facts that a case may state (see ``support``). Each of its rotas is judged

- with the rule at ``must``: the model has room for it if and only if the audit is clean;
- with the rule at ``wish``: the least cost in the model is the cost in the audit;

each three times: in a model of free cells that are pinned, in one built of constants, and in one
of pinned cells with "no overlap" at ``must``, where encoders may rely on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from solving import Cells, Pinned, folded, rota_of
from support import Case, read_row

from rotasolve.audit import audit
from rotasolve.model.build import build_full
from rotasolve.model.problem import Problem
from rotasolve.team.level import MUST

if TYPE_CHECKING:
    from rotasolve.rota import Rota

LEVEL, WEIGHT = "wish", 3
_NOT_FACTS = {"rule", "options"}


@dataclass(frozen=True)
class Setting:
    """A rule and the grid of rotas that it is tried on.

    Attributes
    ----------
    of
        Name of the rule.
    index
        Place among the settings of the rule.
    stated
        What the file says.
    """

    of: str
    index: int
    stated: dict[str, Any]

    def __str__(self) -> str:
        words = ", ".join(f"{key}: {value}" for key, value in self.stated["rule"].items())
        return f"{self.of} {self.index}: {words}"

    @cached_property
    def _rows(self) -> dict[str, list[tuple[str, ...]]]:
        facts = {key: fact for key, fact in self.stated.items() if key not in _NOT_FACTS}
        return Case(self.of, self.of, facts).rows

    def problem(self, level: str, *, strict: bool) -> Problem:
        """The team with the rule at ``level``; strict, "no overlap" is at ``must``.

        Otherwise the rules that are always in force concern nobody.
        """
        rules = [{"rule": self.of, "level": level, "weight": WEIGHT, **self.stated["rule"]}]
        for always in {"eligible"} if strict else {"eligible", "overlap"}:
            if self.of != always:
                rules.append({"rule": always, "who": {"not": "all"}})
        facts = {k: v for k, v in self.stated.items() if k not in _NOT_FACTS}
        facts.update({name: "-" * len(row) for name, row in self._rows.items()})
        facts["team"] = {**facts.get("team", {}), "rules": rules}
        return Problem(Case(self.of, self.of, {"rule": rules[0], **facts}).team)

    def rotas(self, problem: Problem) -> list[Cells]:
        """Every rota of the grid."""
        options = read_row(" ".join(str(self.stated["options"]).split()))
        fixed, free = set(), []
        for name, row in self._rows.items():
            p = problem.names.index(name)
            for d, codes in enumerate(row):
                if codes == ("?",):
                    free.append((p, d))
                else:
                    fixed |= {(p, d, problem.shift(code)) for code in codes}
        rotas = []
        for choice in product(options, repeat=len(free)):
            chosen = {
                (p, d, problem.shift(code))
                for (p, d), codes in zip(free, choice, strict=True)
                for code in codes
            }
            rotas.append(frozenset(fixed | chosen))
        return rotas


@dataclass
class Comparison:
    """What came of one setting.

    Attributes
    ----------
    rotas
        Rotas of the grid.
    breaking
        Those of them that break the rule.
    judgements
        Times that model and auditor both judged a rota.
    disagreements
        Each time that they did not agree, in words.
    """

    rotas: int
    breaking: int
    judgements: int
    disagreements: list[str]


@cache
def settings() -> tuple[Setting, ...]:
    """Every setting of every rule."""
    text = YAML(typ="safe", pure=True).load(Path(__file__).parent / "agreement.yaml")
    return tuple(
        Setting(of, index, stated)
        for of, each in text.items()
        for index, stated in enumerate(each, start=1)
    )


def compare(setting: Setting) -> Comparison:
    """Judge every rota of ``setting`` by model and auditor."""
    found = Comparison(0, 0, 0, [])
    for level in (MUST, LEVEL):
        problem = setting.problem(level, strict=False)
        strict = setting.problem(level, strict=True)
        free = Pinned(build_full(problem), LEVEL)
        free_strict = Pinned(build_full(strict), LEVEL) if setting.of != "overlap" else None
        rotas = setting.rotas(problem)
        found.rotas = len(rotas)
        for cells in rotas:
            rota = rota_of(problem, cells)
            breaches = audit(strict.team, rota).breaches
            own = [breach for breach in breaches if breach.rule == setting.of]
            cost: int | None = sum(breach.cost for breach in own if breach.level == LEVEL)
            if any(breach.level == MUST for breach in own):
                cost = None
            found.breaking += bool(own) and level == LEVEL
            judged = [
                ("pinned", free.least(cells), cost),
                ("folded", folded(problem, cells, LEVEL), cost),
            ]
            if free_strict:
                overlapping = any(breach.rule == "overlap" for breach in breaches)
                expected = None if overlapping else cost
                judged.append(("strict", free_strict.least(cells), expected))
            found.judgements += len(judged)
            found.disagreements += [
                f"{spell(rota)}: {modelled} {way}, {audited} audited, rule at {level}"
                for way, modelled, audited in judged
                if modelled != audited
            ]
    return found


def spell(rota: Rota) -> str:
    """``Ana E - L+S - - - -`` for everybody."""
    return "; ".join(
        " ".join([name, *("+".join(rota.shifts(name, day)) or "-" for day in rota.dates)])
        for name in rota.staff
    )

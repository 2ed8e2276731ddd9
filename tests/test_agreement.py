"""Model and auditor agree on every rota of every grid of ``agreement.yaml``."""

from __future__ import annotations

from collections import Counter

import pytest
from agreement import LEVEL, Setting, compare, settings
from solving import rota_of

from rotasolve.audit import audit
from rotasolve.rules import Rule

LEAST_SETTINGS, LEAST_ROTAS = 4, 200


@pytest.mark.parametrize("setting", settings(), ids=str)
def test_model_and_auditor_agree_on_every_rota(setting: Setting) -> None:
    found = compare(setting)
    assert found.disagreements == []
    assert found.judgements >= 4 * found.rotas


@pytest.mark.parametrize("name", sorted(Rule.registry))
def test_every_rule_is_tried_in_several_settings_on_many_rotas(name: str) -> None:
    own = [setting for setting in settings() if setting.of == name]
    assert len(own) >= LEAST_SETTINGS
    rotas = [setting.rotas(setting.problem(LEVEL, strict=False)) for setting in own]
    assert all(len(set(each)) == len(each) for each in rotas)
    assert sum(map(len, rotas)) >= LEAST_ROTAS


def test_no_setting_is_stated_twice() -> None:
    assert max(Counter(repr((s.of, s.stated)) for s in settings()).values()) == 1


@pytest.mark.parametrize("name", sorted(Rule.registry))
def test_the_grids_of_a_rule_hold_rotas_that_break_it_and_rotas_that_keep_it(name: str) -> None:
    kinds = set()
    for setting in settings():
        if setting.of == name:
            problem = setting.problem(LEVEL, strict=False)
            for cells in setting.rotas(problem):
                kinds.add(audit(problem.team, rota_of(problem, cells)).cost[LEVEL] > 0)
                if len(kinds) == 2:
                    return
    pytest.fail(f"every rota of {name} is alike: {kinds}")

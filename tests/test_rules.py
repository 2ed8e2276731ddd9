"""Every rule counts every case of ``tests/rules/<rule>.yaml`` as counted by hand."""

from __future__ import annotations

import pytest
from support import Case, all_cases

from rotasolve.audit import audit
from rotasolve.duties import Duties
from rotasolve.rules import Rule


@pytest.mark.parametrize("case", all_cases(), ids=str)
def test_the_auditor_counts_as_the_case_does(case: Case) -> None:
    assert case.rule.rule == case.of
    breaches = list(case.rule.breaches(Duties(case.team, case.rota), case.team))
    said = [breach.words for breach in breaches]
    assert sum(breach.amount for breach in breaches) == case.amount, said
    assert all(breach.amount > 0 and breach.words for breach in breaches)
    if case.words is not None:
        assert any(case.words in words for words in said), said
    # The audit of the whole team holds them too, each at the rule's level or a level of its own.
    assert set(breaches) <= set(audit(case.team, case.rota).breaches)


@pytest.mark.parametrize("name", sorted(Rule.registry))
def test_every_rule_has_a_clean_case_and_a_breaching_one(name: str) -> None:
    amounts = [case.amount for case in all_cases() if case.of == name]
    assert 0 in amounts
    assert any(amounts)


def test_every_case_file_is_named_after_a_rule() -> None:
    assert {case.of for case in all_cases()} <= Rule.registry.keys()


@pytest.mark.parametrize("name", sorted(Rule.registry))
def test_every_rule_starts_with_its_sentence(name: str) -> None:
    sentence = (vars(Rule.registry[name])["__doc__"] or "").partition("\n")[0]
    assert sentence.endswith(".")
    assert len(sentence.split()) >= 4

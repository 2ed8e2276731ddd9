"""The public names: few, fetched when asked for, and the same however the package was imported."""

from __future__ import annotations

import importlib

import pytest
from report_cases import rota_of, team_of

import rotasolve


@pytest.mark.parametrize("name", rotasolve.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(rotasolve, name) is not None
    assert name in dir(rotasolve)


def test_there_are_no_others() -> None:
    with pytest.raises(AttributeError, match="no attribute 'replan'"):
        _ = rotasolve.replan  # type: ignore[attr-defined]


def test_audit_is_the_function_whatever_was_imported_before() -> None:
    module = importlib.import_module("rotasolve.audit")
    assert rotasolve.audit is module.audit
    team = team_of()
    found = rotasolve.audit(team, rota_of(team))
    assert isinstance(found, rotasolve.Audit)
    assert found.clean is False


def test_a_team_is_complete_without_importing_the_rules() -> None:
    assert rotasolve.Team.__pydantic_complete__


def test_all_errors_are_of_one_kind() -> None:
    assert issubclass(rotasolve.TeamFileError, rotasolve.RotasolveError)

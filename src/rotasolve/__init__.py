"""Staff rotas for UK health and social-care teams: solved, proven and audited."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

# The function takes the name of its module here, so it is bound before anything else can import
# that module; all other names are fetched when first asked for, so that importing is quick.
from rotasolve.audit import Audit, audit
from rotasolve.team import door

if TYPE_CHECKING:
    from rotasolve.errors import RotasolveError, TeamFileError
    from rotasolve.loader.load import load
    from rotasolve.result import Result
    from rotasolve.rota import Rota
    from rotasolve.search.solve import solve
    from rotasolve.team.entitlement import LeaveAccount, leave_accounts
    from rotasolve.team.rule import Breach
    from rotasolve.team.team import Team

__version__ = "0.1.0"

__all__ = [
    "Audit",
    "Breach",
    "LeaveAccount",
    "Result",
    "Rota",
    "RotasolveError",
    "Team",
    "TeamFileError",
    "__version__",
    "audit",
    "leave_accounts",
    "load",
    "solve",
]

_HOME = {
    "Breach": "rotasolve.team.rule",
    "LeaveAccount": "rotasolve.team.entitlement",
    "Result": "rotasolve.result",
    "Rota": "rotasolve.rota",
    "RotasolveError": "rotasolve.errors",
    "Team": "rotasolve.team.team",
    "TeamFileError": "rotasolve.errors",
    "leave_accounts": "rotasolve.team.entitlement",
    "load": "rotasolve.loader.load",
    "solve": "rotasolve.search.solve",
}


def _check_of_a_team() -> Any:
    return import_module("rotasolve.loader.values")


door.put_in(_check_of_a_team)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOME[name]), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

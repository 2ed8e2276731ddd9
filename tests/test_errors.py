"""Errors say the same wherever they are caught: after a pickle, too."""

from __future__ import annotations

import copy
import importlib
import pickle
from pkgutil import walk_packages
from typing import Any

import pytest

import rotasolve
from rotasolve.errors import RotasolveError, TeamFileError

for _module in walk_packages(rotasolve.__path__, "rotasolve."):
    if not _module.name.endswith("__main__"):
        importlib.import_module(_module.name)


def own_errors(base: type[BaseException]) -> set[type[BaseException]]:
    """Every class of ours below ``base``."""
    below = {each for part in base.__subclasses__() for each in {part, *own_errors(part)}}
    return {each for each in below if each.__module__.startswith("rotasolve")}


PROBLEMS = ["team.yaml:2: version: is missing", "team.yaml:3: staff: is empty"]
STATED: dict[str, tuple[Any, ...]] = {"TeamFileError": (PROBLEMS,), "Stopped": ()}


def test_our_errors_are_found() -> None:
    names = {each.__name__ for each in own_errors(Exception)}
    assert {"RotasolveError", "TeamFileError", "EncoderMismatch"} <= names


@pytest.mark.parametrize("kind", sorted(own_errors(Exception), key=lambda each: each.__name__))
def test_an_error_says_the_same_after_a_pickle_and_in_a_copy(kind: type[Exception]) -> None:
    error = kind(*STATED.get(kind.__name__, ("what is wrong",)))
    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(other) is kind
        assert str(other) == str(error)
        assert vars(other) == vars(error)


def test_the_problems_of_a_file_are_lines() -> None:
    error = pickle.loads(pickle.dumps(TeamFileError(PROBLEMS)))
    assert isinstance(error, RotasolveError)
    assert error.problems == PROBLEMS
    assert str(error) == "team.yaml:2: version: is missing\nteam.yaml:3: staff: is empty"

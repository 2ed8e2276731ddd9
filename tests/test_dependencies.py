"""``.ci/oldest.txt`` names the oldest version that ``pyproject.toml`` allows of each dependency."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parent.parent
OLDEST = dict(
    line.split("==")
    for line in (ROOT / ".ci" / "oldest.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
)


def asked() -> list[Requirement]:
    """What somebody who runs the tests installs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    stated = [*project["dependencies"], *extras["test"], *extras["benchmarks"]]
    found = map(Requirement, stated)
    return [requirement for requirement in found if requirement.name != project["name"]]


def test_every_dependency_of_the_tests_has_its_oldest_version_and_no_other() -> None:
    assert sorted(OLDEST) == sorted(requirement.name for requirement in asked())


@pytest.mark.parametrize("requirement", asked(), ids=lambda requirement: requirement.name)
def test_the_oldest_version_is_the_lower_bound(requirement: Requirement) -> None:
    """``>=9.15`` allows 9.15.6755, of which there is none older; ``>=2.8`` allows 2.8.0."""
    bounds = [each.version for each in requirement.specifier if each.operator == ">="]
    assert len(bounds) == 1
    bound, oldest = Version(bounds[0]).release, Version(OLDEST[requirement.name])
    assert oldest in requirement.specifier
    assert oldest.release[: len(bound)] == bound

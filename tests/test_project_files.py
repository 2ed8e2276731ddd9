"""The files around the code name the same versions, and what they name is there."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import rotasolve

ROOT = Path(__file__).parent.parent
FINDINGS = sorted((ROOT / "findings").glob("*.sh"))


def read_yaml(*parts: str) -> Any:
    file = ROOT.joinpath(*parts)
    if not file.exists():
        pytest.skip(f"{file.name} is not part of the source package")
    return YAML(typ="safe").load(file.read_text(encoding="utf-8"))


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_citation_is_of_this_version() -> None:
    assert read_yaml("CITATION.cff")["version"] == rotasolve.__version__


def test_the_workflow_runs_on_every_python_that_the_package_names() -> None:
    named = re.findall(r"Python :: (3\.\d+)", "\n".join(pyproject()["project"]["classifiers"]))
    job = read_yaml(".github", "workflows", "ci.yml")["jobs"]["run"]
    assert job["strategy"]["matrix"]["python"] == named
    assert {"run": ".ci/run"} in job["steps"]
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_docs_site_installs_extras_that_there_are() -> None:
    (install,) = read_yaml(".readthedocs.yaml")["python"]["install"]
    extras = pyproject()["project"]["optional-dependencies"]
    assert set(install["extra_requirements"]) <= set(extras)


def test_every_finding_is_listed_with_what_is_done_about_it() -> None:
    readme = (ROOT / "findings" / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([\w-]+\.sh)` \| [^|]+ \| [^|]+ \|$", readme, re.MULTILINE)
    assert listed == [file.name for file in FINDINGS]


@pytest.mark.parametrize("file", FINDINGS, ids=lambda file: file.stem)
def test_a_finding_pins_what_it_installs_and_runs_without_the_product(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert re.search(r"pip install[^\n]*==\d", text) or re.search(r"[\w.-]+==\d", text)
    assert "import rotasolve" not in text
    assert "mktemp -d" in text

"""Auditor and solver share nothing but the team and the rules' numbers; every rule is complete."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import rotasolve
from rotasolve.model import registry
from rotasolve.model.problem import Problem  # noqa: F401 (its module loads the encoders)
from rotasolve.rules import Rule

SOURCE = Path(rotasolve.__file__).parent
ROOT = Path(__file__).parent.parent
AUDITOR = [
    "rotasolve.audit",
    "rotasolve.rules",
    "rotasolve.loader.problem",
    "rotasolve.report.table",
]

registry.load_encoders()


def test_the_import_contracts_hold() -> None:
    pytest.importorskip("importlinter")
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    arguments = ["--config", str(ROOT / "pyproject.toml"), "--no-cache"]
    done = subprocess.run(
        [sys.executable, "-c", command, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("module", AUDITOR)
def test_the_auditor_runs_without_the_solver(module: str) -> None:
    """No import anywhere below it, at whatever depth, brings the solver in."""
    script = (
        f"import sys, {module}\n"
        "print([m for m in sys.modules if m.split('.')[0] == 'ortools' "
        "or m.startswith(('rotasolve.model', 'rotasolve.search'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_no_file_of_the_model_speaks_of_breaches_duties_or_the_audit() -> None:
    forbidden = {"breaches", "audit", "Duties", "Audit", "Breach"}
    files = sorted((SOURCE / "model").rglob("*.py"))
    assert len(files) > len(Rule.registry)
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = {
                getattr(node, "attr", None),
                getattr(node, "id", None),
                *(
                    alias.name
                    for alias in getattr(node, "names", ())
                    if isinstance(alias, ast.alias)
                ),
            }
            assert not names & forbidden, f"{path}:{getattr(node, 'lineno', '?')}"


def test_encoders_take_nothing_but_their_own_class_from_the_rules() -> None:
    for path in sorted((SOURCE / "model" / "encode").glob("[a-z]*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
                "rotasolve.rules"
            ):
                assert node.module == f"rotasolve.rules.{path.stem}", path
                for alias in node.names:
                    assert alias.name[0].isupper(), f"{path} imports {alias.name}"


def test_encoders_read_the_fields_of_their_rule_and_call_nothing_of_it() -> None:
    encode = SOURCE / "model" / "encode"
    files = [(path, "rule", {path.stem}) for path in sorted(encode.glob("[a-z]*.py"))]
    files.append((SOURCE / "model" / "limits.py", "cover", {"cover", "clock_cover"}))
    files.append((SOURCE / "model" / "occasions.py", "rule", {"task", "supervision_meetings"}))
    files.append((SOURCE / "model" / "crowds.py", "rule", {"task", "supervision_meetings"}))
    files.append((SOURCE / "model" / "sittings.py", "rule", {"event"}))
    for path, name, rules in files:
        fields = set.intersection(*(set(Rule.registry[rule].model_fields) for rule in rules))
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                assert node.value.id != name or node.attr in fields, f"{path}: {node.attr}"
            module = node.module if isinstance(node, ast.ImportFrom) else None
            assert module != "rotasolve.team.credit", path


@pytest.mark.parametrize("name", sorted(Rule.registry))
def test_every_rule_has_one_encoder_of_its_scope_and_a_file_in_each_place(name: str) -> None:
    rule = Rule.registry[name]
    by_scope = {
        "cell": registry.cell_encoders,
        "line": registry.line_encoders,
        "team": registry.team_encoders,
    }
    assert [scope for scope, encoders in by_scope.items() if rule in encoders] == [rule.scope]
    encoder = by_scope[rule.scope][rule]
    assert encoder.__module__ == f"rotasolve.model.encode.{name}"
    assert rule.__module__ == f"rotasolve.rules.{name}"
    assert (ROOT / "tests" / "rules" / f"{name}.yaml").is_file()


def test_there_is_no_encoder_without_a_rule() -> None:
    files = {path.stem for path in (SOURCE / "model" / "encode").glob("[a-z]*.py")}
    assert files == set(Rule.registry)


def test_one_module_alone_uses_what_ortools_does_not_document() -> None:
    """With a new minor version of OR-Tools that one is to be looked through, and no other."""
    private = re.compile(r"\.proto\b|response_proto|_pb2|cp_model_helper|pybind11|\.canonical_code")
    files = sorted(SOURCE.rglob("*.py"))
    users = [path.name for path in files if private.search(path.read_text(encoding="utf-8"))]
    assert users == ["ortools_parts.py"]
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [each for each in settings["project"]["dependencies"] if each.startswith("ortools")]
    assert wanted == ["ortools>=9.15,<9.16"]

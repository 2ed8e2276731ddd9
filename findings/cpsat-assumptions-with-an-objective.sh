#!/usr/bin/env bash
# With an objective, CP-SAT blames every assumption for a conflict between two.
#
# Version: ortools 9.15.6755.
#
# Seen: twenty rules, each switched on by an assumption. Two of them contradict each other; the
# other eighteen are about other people. Without an objective, the explanation of INFEASIBLE is
# these two. With minimize() of a sum that neither of them mentions, it is all twenty, with one
# worker or four.
#
# Expected: the same two. cp_model.proto offers assumptions as the way to a potentially small subset
# that explains why there is no solution. That it need not be the smallest is documented; that it is
# everything as soon as there is an objective is not, in the Python API.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ortools==9.15.6755

cat > "$folder/solve.py" <<'PY'
import sys

from ortools.sat.python import cp_model


def blamed(objective: bool, workers: int) -> list[int]:
    model = cp_model.CpModel()
    shifts = [model.new_int_var(0, 10, f"shifts of {p}") for p in range(19)]
    rules = [model.new_bool_var(f"rule {n}") for n in range(20)]
    model.add(shifts[0] >= 5).only_enforce_if(rules[0])
    model.add(shifts[0] <= 3).only_enforce_if(rules[1])
    for n in range(2, 20):
        model.add(shifts[n - 1] >= 1).only_enforce_if(rules[n])
    if objective:
        model.minimize(sum(shifts[1:]))
    model.add_assumptions(rules)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    if solver.solve(model) != cp_model.INFEASIBLE:
        sys.exit("The model is no longer INFEASIBLE.")
    number = {rule.index: n for n, rule in enumerate(rules)}
    return sorted(number[i] for i in solver.sufficient_assumptions_for_infeasibility())


holds = True
for workers in (1, 4):
    for objective, before in ((False, [0, 1]), (True, list(range(20)))):
        rules = blamed(objective, workers)
        words = "with an objective   " if objective else "without an objective"
        print(f"{words}, workers {workers}: {len(rules)} rules are blamed: {rules}")
        holds &= rules == before
if not holds:
    sys.exit("The objective no longer makes the difference between two rules and all.")
PY
"$folder/venv/bin/python" "$folder/solve.py"

#!/usr/bin/env bash
# MathOpt raises an error where it should say that no solution is as good as the cutoff.
#
# Version: ortools 9.15.6755.
#
# Seen: the cheapest way to fill a shift costs 3. With cutoff_limit 4, the solvers CP-SAT and SCIP
# find it. With cutoff_limit 2 there is none, and solve() raises "ValueError: 12 is not a valid
# Limit". The answer cannot be told from a wrong parameter, for which ValueError stands too.
#
# Expected: a result. The docstring of SolveParameters.cutoff_limit says that the solver then
# returns TerminationReason.NO_SOLUTION_FOUND with Limit.CUTOFF. The Python class Limit has no
# CUTOFF.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check ortools==9.15.6755

cat > "$folder/solve.py" <<'PY'
import sys

from ortools.math_opt.python import mathopt

model = mathopt.Model()
ana, ben = model.add_binary_variable(name="Ana"), model.add_binary_variable(name="Ben")
model.add_linear_constraint(ana + ben >= 1)
model.minimize(3 * ana + 5 * ben)


def answer(solver: mathopt.SolverType, cutoff: int) -> str:
    parameters = mathopt.SolveParameters(cutoff_limit=cutoff)
    try:
        end = mathopt.solve(model, solver, params=parameters).termination
    except ValueError as error:
        return f"ValueError: {error}"
    return f"{end.reason.name} {end.limit.name if end.limit else ''}".strip()


holds = not hasattr(mathopt.Limit, "CUTOFF")
print("Limit has CUTOFF:", not holds)
for solver in (mathopt.SolverType.CP_SAT, mathopt.SolverType.GSCIP):
    for cutoff, before in ((4, "OPTIMAL"), (2, "ValueError: 12 is not a valid Limit")):
        now = answer(solver, cutoff)
        print(f"{solver.name:6}  cutoff_limit {cutoff}: {now}")
        holds &= now == before
if not holds:
    sys.exit("A cutoff that nothing reaches no longer ends in that error.")
PY
"$folder/venv/bin/python" "$folder/solve.py" 2> "$folder/log" || {
    tail -n 3 "$folder/log"
    exit 1
}

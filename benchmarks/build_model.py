"""Time and memory of building the full model of a generated team; one JSON line for each size.

``python -m benchmarks.build_model [--people 40] [--weeks 12] [--shifts 6]``
"""

from __future__ import annotations

import argparse
import json
import time

from benchmarks.generated import crisis_team
from benchmarks.memory import peak_mb
from rotasolve.model.build import build_full
from rotasolve.model.problem import Problem


def main() -> None:
    """Build once, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--weeks", type=int, default=12)
    parser.add_argument("--shifts", type=int, default=6)
    arguments = parser.parse_args()
    team = crisis_team(arguments.people, arguments.weeks, shifts=arguments.shifts)
    before = peak_mb()
    start = time.perf_counter()
    model = build_full(Problem(team))
    seconds = time.perf_counter() - start
    after = peak_mb()
    print(
        json.dumps(
            {
                **vars(arguments),
                "seconds": round(seconds, 2),
                "peak_mb": round(after),
                "peak_mb_before": round(before),
                "variables": len(model.sheet.cp.proto.variables),
                "constraints": len(model.sheet.cp.proto.constraints),
            }
        )
    )


if __name__ == "__main__":
    main()

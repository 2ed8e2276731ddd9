"""Solve the reference teams as a manager would, and print cost, bound and seconds of each.

    python -m benchmarks.reference_teams [--seconds 60] [--seed 1] [--workers N]

One JSON line for each team of ``examples/``. Every rota is audited again from its own file form.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rotasolve
from benchmarks.memory import peak_mb

if TYPE_CHECKING:
    from rotasolve.search.progress import Progress

EXAMPLES = Path(__file__).parent.parent / "examples"


def measure(path: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    """Solve one team; the figures of the solve."""
    team = rotasolve.load(path)
    first: list[float] = []

    def watch(progress: Progress) -> None:
        if progress.cost is not None and not first:
            first.append(round(progress.seconds, 2))

    result = rotasolve.solve(
        team,
        seconds=arguments.seconds,
        seed=arguments.seed,
        workers=arguments.workers,
        progress=watch,
    )
    figures = {
        "team": path.stem,
        "status": result.status,
        "seconds": round(result.seconds, 1),
        "first_seconds": first[0] if first else None,
        "cost": result.cost,
        "bound": result.bound,
        "gap": {level: round(gap, 4) for level, gap in result.gap.items()},
        "peak_mb": round(peak_mb()),
        "seed": result.seed,
        "versions": result.versions,
    }
    if result.rota is not None:
        again = rotasolve.Rota.of(team, sorted(result.rota.assignments))
        audited = rotasolve.audit(team, again)
        figures["audit_clean"] = audited.clean and audited.cost == result.cost
    return figures


def main() -> None:
    """Solve every team named, or the two reference teams."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=None)
    parser.add_argument("teams", nargs="*", default=["crisis_team", "sleep_in_house"])
    arguments = parser.parse_args()
    for name in arguments.teams:
        print(json.dumps(measure(EXAMPLES / f"{name}.yaml", arguments)), flush=True)


if __name__ == "__main__":
    main()

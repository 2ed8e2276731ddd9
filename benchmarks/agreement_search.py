"""How often decomposition, full model and enumeration agree on random small teams, as a table.

Run as ``python -m benchmarks.agreement_search --teams 300 --processes 2``; two teams in three are
ordinary ones, the third is so tiny that every rota of it is tried. Half of them, by turns of
three, have rules about shares, pay, pairs and occasions. The exit code is 1 where any two ways
ever disagreed.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from searching import Agreement, compare  # type: ignore[import-not-found]


def one(seed: int) -> tuple[int, bool, float, Agreement]:
    """Seed, whether the team is tiny, seconds, and what came of it."""
    start = time.monotonic()
    tiny = seed % 3 == 2
    try:
        found = compare(seed, free_days=2 if tiny else None, wide=seed % 6 >= 3)
    except Exception as error:  # one team that breaks it must not hide the others
        found = Agreement(None, {}, (), 0, (f"{type(error).__name__}: {error}",))
    return seed, tiny, time.monotonic() - start, found


def main() -> int:
    """Print one line for each kind of team, and every disagreement."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--teams", type=int, default=300)
    options.add_argument("--first", type=int, default=0, help="the first seed")
    options.add_argument("--processes", type=int, default=2)
    chosen = options.parse_args()
    seeds = range(chosen.first, chosen.first + chosen.teams)
    rows = {tiny: [0] * 7 for tiny in (False, True)}
    disagreed = False
    with ProcessPoolExecutor(chosen.processes) as pool:
        for seed, tiny, seconds, found in pool.map(one, seeds):
            row = rows[tiny]
            row[0] += 1
            row[1] += found.feasible is False
            row[2] += found.feasible is None
            row[3] += len(found.optimum)
            row[4] += sum(cost > 0 for cost in found.optimum.values())
            row[5] += len(found.by_decomposition)
            row[6] += found.rotas
            disagreed |= bool(found.disagreements)
            for words in found.disagreements:
                print(f"team {seed} ({seconds:.1f} s): {words}", file=sys.stderr, flush=True)
    heads = (
        "teams",
        "number",
        "infeasible",
        "given up",
        "levels",
        "that cost",
        "proven by decomposition",
        "rotas tried",
    )
    print("| " + " | ".join(heads) + " |")
    print("|---" + "|--:" * (len(heads) - 1) + "|")
    for tiny, row in rows.items():
        print(f"| {'tiny' if tiny else 'small'} | " + " | ".join(map(str, row)) + " |")
    return int(disagreed)


if __name__ == "__main__":
    sys.exit(main())

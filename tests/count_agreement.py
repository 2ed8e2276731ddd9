"""How often model and auditor judged the same rota, rule by rule, as a table.

Run as ``python tests/count_agreement.py``; the exit code is 1 where they ever disagreed.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor

from agreement import Comparison, compare, settings


def main() -> int:
    """Print one line for each rule, and every disagreement."""
    with ProcessPoolExecutor() as pool:
        found = list(zip(settings(), pool.map(compare, settings()), strict=True))
    by_rule: defaultdict[str, list[Comparison]] = defaultdict(list)
    for setting, comparison in found:
        by_rule[setting.of].append(comparison)
    heads = ("rule", "settings", "rotas", "breaking", "judgements", "disagreements")
    rows = [
        (
            rule,
            len(each),
            sum(c.rotas for c in each),
            sum(c.breaking for c in each),
            sum(c.judgements for c in each),
            sum(len(c.disagreements) for c in each),
        )
        for rule, each in sorted(by_rule.items())
    ]
    rows.append(("all", *(sum(column) for column in list(zip(*rows, strict=True))[1:])))
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in (heads, *rows)]
    lines.insert(1, "|---" + "|--:" * (len(heads) - 1) + "|")
    sys.stdout.write("\n".join([*lines, ""]))
    for setting, comparison in found:
        for words in comparison.disagreements[:3]:
            sys.stderr.write(f"{setting}\n    {words}\n")
    return int(any(c.disagreements for _, c in found))


if __name__ == "__main__":
    sys.exit(main())

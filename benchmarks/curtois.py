"""Solve Curtois-Qu instances, and measure how well and how fast.

    python -m benchmarks.curtois DIR [--only 5,8,10] [--seconds 600] [--workers 2] [--seed 1]
        [--out results.jsonl] [--rotas OUTDIR] [--baseline cpsat] [--baseline highs]

DIR holds ``Instance1.txt`` and so on, from schedulingbenchmarks.org, and perhaps
``best_known.csv`` (columns ``instance`` and ``BKS_jij2023``). Each solve is a process of its own
and one JSON line, on the screen and appended to ``--out``: cost, proven bound and gap, seconds to
the end and to the first rota, peak memory, the curve of cost and bound over time, and whether the
rota, read again from its file form, is clean and costs what was stated, by the auditor and by an
evaluator of the instance's text that shares no code with rotasolve. ``--rotas`` keeps each rota as
``Instance5.csv``: ``staff,day,shift``, days from 0.

A baseline is a plain model of the instance, solved after it for the same time: by CP-SAT with 8
workers or by HiGHS. A line that starts with ``#`` then compares them. Ctrl-C ends the solve at
work, and keeps what was measured.

Exit codes: 0 measured; 1 a rota was not clean, or a solve failed; 2 bad input; 130 Ctrl-C.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Any

from benchmarks.curtois_evaluator import read
from benchmarks.curtois_measure import CPSAT_WORKERS, Task, blank

if TYPE_CHECKING:
    from types import FrameType

Row = dict[str, Any]


def main() -> int:
    """Measure every instance chosen; the exit code."""
    options, interrupts = _options(), Interrupts()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupts.take)
    try:
        files = _chosen(options.folder, options.only)
        for file in files:
            read(file)
        best_known = _best_known(options.folder / "best_known.csv")
        if options.rotas:
            options.rotas.mkdir(parents=True, exist_ok=True)
        out = options.out.open("a", encoding="utf-8") if options.out else nullcontext()
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    good = True
    with out as lines:
        for file in files:
            rows: list[Row] = []
            for task in _tasks(file, options):
                found = run(task, interrupts)
                if found is not None:
                    good &= not found["wrong"]
                    rows.append(_row(found["figures"], best_known.get(file.stem)))
                    _keep(rows[-1], found, lines, options.rotas)
                if interrupts.times:
                    return 130
            if len(rows) > 1:
                print(compared(*rows), flush=True)
    return 0 if good else 1


class Interrupts:
    """Ctrl-C: a first one asks the process at work for what it has, a second one ends it.

    As no exception comes of it, it never hits between two steps here and leaves a process behind.
    """

    def __init__(self) -> None:
        self.times = 0
        self._process: subprocess.Popen[bytes] | None = None

    def take(self, number: int, frame: FrameType | None) -> None:
        """Handle the signal."""
        self.times += 1
        self._pass_on()

    def watch(self, process: subprocess.Popen[bytes]) -> None:
        """Let ``process`` have those to come, and one that has come already."""
        self._process = process
        self._pass_on()

    def _pass_on(self) -> None:
        if self._process is not None and self.times:
            self._process.send_signal(signal.SIGINT if self.times == 1 else signal.SIGKILL)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--only", type=_numbers, help="numbers of instances; all when left out")
    parser.add_argument("--seconds", type=_positive(float), default=600.0)
    parser.add_argument("--workers", type=_positive(int), default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, metavar="FILE")
    parser.add_argument("--rotas", type=Path, metavar="OUTDIR")
    parser.add_argument("--baseline", action="append", choices=("cpsat", "highs"), default=[])
    return parser.parse_args()


def _numbers(text: str) -> list[int]:
    if not re.fullmatch(r"\d+(,\d+)*", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of numbers such as 5,8,10")
    return [int(number) for number in text.split(",")]


def _positive(kind: type) -> Any:
    def number(text: str) -> Any:
        if not kind(text) > 0:
            raise ValueError
        return kind(text)

    number.__name__ = f"positive {kind.__name__}"  # argparse names it where the text is neither
    return number


def _chosen(folder: Path, only: list[int] | None) -> list[Path]:
    """The files of the instances chosen, by number."""
    if not folder.is_dir():
        raise ValueError(f"{folder} is not a folder")
    numbered = {
        int(match[1]): file
        for file in folder.iterdir()
        if (match := re.fullmatch(r"Instance(\d+)\.txt", file.name))
    }
    if not numbered:
        raise ValueError(f"{folder} has no files Instance1.txt and so on")
    there = ", ".join(map(str, sorted(numbered)))
    for number in only or ():
        if number not in numbered:
            raise ValueError(f"{folder} has no Instance{number}.txt; there are {there}")
    return [numbered[number] for number in sorted(set(only or numbered))]


BEST_KNOWN = ("BKS_jij2023", "UB_wssuite2023")
"""Columns of ``best_known.csv`` with costs of rotas found without a limit of time."""


def _best_known(file: Path) -> dict[str, int]:
    """The best cost known of each instance, where there is a file that tells it."""
    if not file.exists():
        return {}
    with file.open(encoding="utf-8-sig", newline="") as rows:
        best: dict[str, int] = {}
        for row in csv.DictReader(rows):
            found = [int(cost) for cost in map(row.get, BEST_KNOWN) if cost and cost.isdigit()]
            if found:
                best[f"Instance{row.get('instance')}"] = min(found)
    return best


def _tasks(file: Path, options: argparse.Namespace) -> list[Task]:
    """What is to be solved of an instance: rotasolve's solve, then each baseline's."""
    rest = {"limit": options.seconds, "seed": options.seed}
    return [
        Task(solver, file, workers=CPSAT_WORKERS if solver == "cpsat" else options.workers, **rest)
        for solver in ("rotasolve", *dict.fromkeys(options.baseline))
    ]


def run(task: Task, interrupts: Interrupts) -> dict[str, Any] | None:
    """What a process that solves this one task alone has found; None if Ctrl-C left it nothing.

    Where the process fails of itself, that is a finding.
    """
    command = [sys.executable, "-m", "benchmarks.curtois_measure", *task.arguments]
    start = time.monotonic()
    # In a group of its own, as the terminal would send Ctrl-C to it a second time.
    with (
        TemporaryFile("w+", encoding="utf-8") as answer,
        subprocess.Popen(command, stdout=answer, process_group=0) as process,
    ):
        interrupts.watch(process)
        process.wait()
        answer.seek(0)
        lines = answer.read().splitlines()
    if process.returncode == 0 and lines:
        found: dict[str, Any] = json.loads(lines[-1])
        return found
    if interrupts.times:
        return None
    figures = blank(task) | {"seconds": round(time.monotonic() - start, 2)}
    return {"figures": figures, "rota": None, "wrong": [f"exit code {process.returncode}"]}


def _row(figures: Row, best_known: int | None) -> Row:
    """The figures, and how the cost compares with the best one known; the curve comes last."""
    if best_known is None:
        return figures
    ratio, curve = _ratio(figures["cost"], best_known), figures.pop("curve")
    return {**figures, "best_known": best_known, "best_known_ratio": ratio, "curve": curve}


def _ratio(value: int | None, other: int | None) -> float | None:
    return None if value is None or not other else round(value / other, 4)


def compared(ours: Row, *baselines: Row) -> str:
    """Cost and bound of rotasolve against those of each baseline, in one line."""
    parts = []
    for theirs in baselines:
        pairs = [(key, ours[key], theirs[key]) for key in ("cost", "bound")]
        told = [f"{key} {_told(a)}/{_told(b)} = {_told(_ratio(a, b))}" for key, a, b in pairs]
        parts.append(f"to {theirs['solver']} {', '.join(told)}")
    return f"# {ours['instance']}: {'; '.join(parts)}"


def _told(number: float | None) -> str:
    return "none" if number is None else str(number)


def _keep(row: Row, found: dict[str, Any], lines: IO[str] | None, rotas: Path | None) -> None:
    """Write the rota, the line and what is wrong to where they belong."""
    if rotas and found["rota"] is not None and row["solver"] == "rotasolve":
        _write(rotas / f"{row['instance']}.csv", found["rota"])
    for stream in (lines, sys.stdout):
        if stream is not None:
            print(json.dumps(row), file=stream, flush=True)
    for words in found["wrong"]:
        print(f"{row['instance']}, {row['solver']}: {words}", file=sys.stderr)


def _write(path: Path, text: str) -> None:
    """The file holds ``text`` or, whatever happens meanwhile, what it held before."""
    draft = path.with_suffix(".csv.tmp")
    draft.write_text(text, encoding="utf-8", newline="")
    draft.replace(path)


if __name__ == "__main__":
    sys.exit(main())

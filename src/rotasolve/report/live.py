"""One live line on stderr while a solve runs: elapsed, best cost by level, what could be saved."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.live import Live
from rich.text import Text

from rotasolve.report.audit_table import spell_saving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

    from rotasolve.search.progress import Progress

_SECONDS_BETWEEN_LINES = 10.0


def spell_progress(progress: Progress, seconds: float | None = None) -> str:
    """One line: ``12s bettering safety; best: must 0, safety 4 (could be saved: at most 2)``."""
    start = f"{progress.seconds if seconds is None else seconds:.0f}s {progress.stage}; "
    if progress.cost is None:
        return start + "no rota yet"
    parts = []
    for level, cost in progress.cost.items():
        part = f"{level} {cost}"
        if level == progress.level and level in progress.bound:
            part += f" (could be saved: {spell_saving(cost, progress.bound[level])})"
        parts.append(part)
    return f"{start}best: {', '.join(parts)}"


@contextmanager
def live_progress(console: Console) -> Iterator[Callable[[Progress], None]]:
    """What to call with each progress of a solve, which ``console`` shows meanwhile.

    A terminal gets one line that is kept up to date; anything else gets a line when the best cost
    changes, and otherwise one every ten seconds.
    """
    if not console.is_terminal:
        yield _Lines(console)
        return
    console.print(Text("Ctrl-C stops and keeps the best rota so far.", style="dim"))
    line = _Line()
    with Live(line, console=console, refresh_per_second=4, transient=True):
        yield line


class _Line:
    """The latest progress, with a clock that goes on between reports."""

    def __init__(self) -> None:
        self._latest: Progress | None = None
        self._offset = -time.monotonic()

    def __call__(self, progress: Progress) -> None:
        self._latest = progress
        self._offset = progress.seconds - time.monotonic()

    def __rich__(self) -> Text:
        seconds = self._offset + time.monotonic()
        if self._latest is None:
            words = f"{seconds:.0f}s starting"
        else:
            words = spell_progress(self._latest, seconds)
        return Text(words, no_wrap=True, overflow="ellipsis")


class _Lines:
    """An occasional line, for logs."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._cost: dict[str, int] | None = None
        self._last = -_SECONDS_BETWEEN_LINES

    def __call__(self, progress: Progress) -> None:
        waited = progress.seconds - self._last
        changed = progress.cost != self._cost and waited >= 1
        if changed or waited >= _SECONDS_BETWEEN_LINES:
            self._cost, self._last = progress.cost, progress.seconds
            self._console.print(Text(spell_progress(progress)), soft_wrap=True)

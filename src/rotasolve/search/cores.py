"""How many processor cores this process may use, which may be fewer than the machine has."""

from __future__ import annotations

import os
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def allowed_cores(system: Path = Path("/")) -> int:
    """Cores that this process may use: those it is bound to, and no more than it has time for.

    A container, a batch queue or ``taskset`` may allow some of the cores alone; a control group of
    Linux, of version 1 or 2, may allow so much time of all of them together. Part of a core counts
    as one.

    Parameters
    ----------
    system
        The folder under which ``proc`` and ``sys`` lie.
    """
    if hasattr(os, "sched_getaffinity"):
        bound = len(os.sched_getaffinity(0))
    else:
        bound = os.cpu_count() or 1
    return max(1, min([bound, *_quotas(system)]))


def _quotas(system: Path) -> Iterator[int]:
    """Cores for which each control group of this process has time, where it has a limit."""
    groups = system / "sys" / "fs" / "cgroup"
    for line in _words(system / "proc" / "self" / "cgroup", "\n"):
        _, controllers, path = line.split(":", 2) if line.count(":") >= 2 else ("", "", "")
        if not path:
            continue
        if not controllers:  # version 2
            folders = [groups, groups / "unified"]
        elif "cpu" in controllers.split(","):
            folders = [groups / controllers, groups / "cpu"]
        else:
            continue
        for folder in chain(*(_with_parents(each, path) for each in folders)):
            both = [*_words(folder / "cpu.cfs_quota_us"), *_words(folder / "cpu.cfs_period_us")]
            quota, period, *_ = [*(_words(folder / "cpu.max") or both), "", ""]
            if quota.isdecimal() and period.isdecimal() and int(period) > 0:
                yield -(-int(quota) // int(period))


def _with_parents(folder: Path, path: str) -> Iterator[Path]:
    """The group ``path`` below ``folder``, and those above it: the limit of each holds for it.

    Inside a container the path may be that outside, and only ``folder`` itself be there.
    """
    parts = [part for part in path.split("/") if part and part != ".."]
    for number in range(len(parts), -1, -1):
        yield folder.joinpath(*parts[:number])


def _words(file: Path, separator: str | None = None) -> list[str]:
    """The words of ``file``; none where it is not there or cannot be read."""
    try:
        return file.read_text(encoding="ascii", errors="replace").split(separator)
    except OSError:
        return []

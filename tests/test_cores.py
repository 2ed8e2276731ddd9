"""How many cores a search uses: those that it may, wherever that is said."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from rotasolve.search import cores
from rotasolve.search.cores import allowed_cores
from rotasolve.search.cpsat import Budget, Settings

if TYPE_CHECKING:
    from pathlib import Path

UNLIMITED = {"sys/fs/cgroup/cpu.max": "max 100000\n"}


@pytest.fixture(autouse=True)
def _eight(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process is bound to eight cores of a machine of 64."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(8)), raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 64)


def system(folder: Path, group: str, **files: str) -> Path:
    """A system whose process is in ``group`` and that has ``files`` of control groups."""
    for name, text in {"proc/self/cgroup": group, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="ascii")
    return folder


@pytest.mark.parametrize(
    ("group", "files", "expected"),
    [
        # Version 2: microseconds of time in each period. 250,000 of 100,000 are two cores and a
        # half, and a part counts as one.
        ("0::/\n", {"sys/fs/cgroup/cpu.max": "200000 100000\n"}, 2),
        ("0::/\n", {"sys/fs/cgroup/cpu.max": "250000 100000\n"}, 3),
        ("0::/\n", {"sys/fs/cgroup/cpu.max": "1000 100000\n"}, 1),
        ("0::/\n", {"sys/fs/cgroup/cpu.max": "3200000 100000\n"}, 8),
        ("0::/\n", UNLIMITED, 8),
        # The limit of a group above holds for those in it, and the least of all counts.
        (
            "0::/jobs/rota\n",
            {
                "sys/fs/cgroup/jobs/cpu.max": "200000 100000\n",
                "sys/fs/cgroup/jobs/rota/cpu.max": "400000 100000\n",
            },
            2,
        ),
        # In a container the path is that outside, and only the root is there.
        ("0::/docker/4f2a\n", {"sys/fs/cgroup/cpu.max": "300000 100000\n"}, 3),
        ("0::/../../other\n", {"sys/fs/cgroup/cpu.max": "300000 100000\n"}, 3),
        # Both versions beside each other, and version 1 alone.
        ("0::/\n", {"sys/fs/cgroup/unified/cpu.max": "500000 100000\n"}, 5),
        (
            "4:memory:/\n2:cpu,cpuacct:/jobs\n0::/\n",
            {
                "sys/fs/cgroup/cpu,cpuacct/jobs/cpu.cfs_quota_us": "400000\n",
                "sys/fs/cgroup/cpu,cpuacct/jobs/cpu.cfs_period_us": "100000\n",
            },
            4,
        ),
        (
            "2:cpuacct,cpu:/\n",
            {
                "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "150000\n",
                "sys/fs/cgroup/cpu/cpu.cfs_period_us": "50000\n",
            },
            3,
        ),
        (
            "2:cpu:/\n",
            {
                "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
                "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
            },
            8,
        ),
        # Of other controllers, and what makes no sense, nothing follows.
        ("3:cpuset:/\n", {"sys/fs/cgroup/cpuset/cpu.max": "100000 100000\n"}, 8),
        ("0::/\n", {"sys/fs/cgroup/cpu.max": "100000 0\n"}, 8),
        ("0::/\n", {"sys/fs/cgroup/cpu.max": "lots\n"}, 8),
        ("0::/\n", {"sys/fs/cgroup/cpu.max": ""}, 8),
        ("nonsense\n\n", {"sys/fs/cgroup/cpu.max": "100000 100000\n"}, 8),
    ],
)
def test_no_more_cores_than_there_is_time_for(
    tmp_path: Path, group: str, files: dict[str, str], expected: int
) -> None:
    assert allowed_cores(system(tmp_path, group, **files)) == expected


def test_where_no_system_says_anything_those_bound_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert allowed_cores(tmp_path) == 8
    monkeypatch.delattr(os, "sched_getaffinity")
    assert allowed_cores(tmp_path) == 64
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert allowed_cores(tmp_path) == 1


def test_a_search_has_no_more_threads_than_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three cores are allowed: of eight workers three go on at once, of two both."""
    monkeypatch.setattr(cores, "_quotas", lambda system: iter([3]))
    assert Settings(Budget(1.0), workers=8, cores=allowed_cores()).threads == 3
    assert Settings(Budget(1.0), workers=2, cores=allowed_cores()).threads == 2

"""Draw how time and memory grow with people and weeks.

    python -m benchmarks.plot_teams teams.jsonl docs/images/teams.svg

Takes the lines of ``python -m benchmarks.teams``; the same lines give the same file. Needs the
extra ``benchmarks``.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, LogLocator, NullLocator, StrMethodFormatter

from benchmarks.teams import measured, read_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from benchmarks.teams import Line

TITLES = {"crisis": "Crisis teams", "house": "Supported housing"}

LOOKS = (("#0072B2", "o"), ("#D55E00", "s"), ("#009E73", "^"), ("#CC79A7", "D"), ("#56B4E9", "v"))
"""Colour and marker of each number of weeks: colours that colour-blind people tell apart (Okabe
and Ito), and shapes for those who see none."""

FIRST_ROTA: dict[str, Any] = {"linestyle": "--", "markersize": 3.5}

STYLE: Any = {  # whose type differs between versions of matplotlib
    "svg.hashsalt": "rotasolve",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "lines.markersize": 6,
}


def draw(lines: Sequence[Line], path: Path) -> None:
    """Write the plot of ``lines`` to ``path``: a row of two panels for each kind of team.

    Raises
    ------
    ValueError
        If there is no line without an error.
    """
    found = measured(lines)
    if not found:
        raise ValueError("there is nothing to draw: no size was measured")
    kinds = sorted({line["team"] for line in found})
    weeks = sorted({line["weeks"] for line in found})
    looks = {number: LOOKS[n % len(LOOKS)] for n, number in enumerate(weeks)}
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(10, 0.6 + 3.6 * len(kinds)), layout="constrained")
        panels = figure.subplots(len(kinds), 2, squeeze=False, sharex=True, sharey="col")
        for kind, (time, memory) in zip(kinds, panels, strict=True):
            title = TITLES.get(kind, kind)
            _prepare(time, f"{title}: time", "seconds", found)
            _prepare(memory, f"{title}: peak memory", "MB", found)
            for n, number in enumerate(weeks):
                group = [line for line in found if (line["team"], line["weeks"]) == (kind, number)]
                # Side by side, as all that run out of time have the same height.
                _draw_time(time, group, *looks[number], shift=1.05 ** (n - (len(weeks) - 1) / 2))
                _draw_series(memory, group, "peak_mb", *looks[number])
        figure.legend(
            handles=[*_weeks_explained(looks), *_styles_explained()],
            loc="outside lower center",
            ncols=len(looks) + 4,
            handlelength=2.4,
            columnspacing=1.4,
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)


def _prepare(axes: Axes, title: str, unit: str, found: Sequence[Line]) -> None:
    people = sorted({line["people"] for line in found})
    axes.set(xscale="log", yscale="log", xlabel="people", ylabel=unit)
    axes.set_xlim(people[0] / 1.2, people[-1] * 1.2)
    axes.set_title(title, loc="left", fontsize=11)
    axes.xaxis.set_major_locator(FixedLocator(people))
    axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.tick_params(labelbottom=True)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_minor_locator(NullLocator())
        axis.set_major_formatter(StrMethodFormatter("{x:g}"))


def _draw_series(
    axes: Axes, group: Sequence[Line], key: str, colour: str, marker: str, **style: Any
) -> None:
    points = [(line["people"], line[key]) for line in group if line[key] is not None]
    if points:
        axes.plot(*zip(*points, strict=True), color=colour, marker=marker, **style)


def _draw_time(
    axes: Axes, group: Sequence[Line], colour: str, marker: str, *, shift: float
) -> None:
    """Seconds to the first rota and to the gap, and marks at the limit where they were too few."""
    _draw_series(axes, group, "first_seconds", colour, marker, **FIRST_ROTA)
    _draw_series(axes, group, "seconds_to_gap", colour, marker)
    for line in group:
        place = (line["people"] * shift, line["limit"])
        if line["seconds_to_gap"] is None:
            axes.plot(*place, color=colour, marker=marker, markerfacecolor="white")
        if line["first_seconds"] is None:
            axes.plot(*place, color=colour, marker="x", markersize=3.5)


def _weeks_explained(looks: dict[int, tuple[str, str]]) -> list[Line2D]:
    return [
        Line2D([], [], color=colour, marker=marker, label=f"{number} weeks")
        for number, (colour, marker) in looks.items()
    ]


def _styles_explained() -> list[Line2D]:
    grey = "#555555"
    hollow: dict[str, Any] = {"color": grey, "marker": "o", "markerfacecolor": "white"}
    return [
        Line2D([], [], color=grey, marker="o", **FIRST_ROTA, label="first rota"),
        Line2D([], [], color=grey, marker="o", label="1 % gap"),
        Line2D([], [], linestyle="", **hollow, label="1 % gap not reached"),
        Line2D([], [], linestyle="", color=grey, marker="x", markersize=3.5, label="no rota"),
    ]


def main() -> int:
    """Draw a file; the exit code is 2 where it has nothing to draw."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("lines", type=Path, help="of python -m benchmarks.teams")
    parser.add_argument("plot", type=Path, help="file to write, for example teams.svg")
    options = parser.parse_args()
    try:
        draw(read_lines(options.lines), options.plot)
    except (OSError, ValueError) as error:
        print(f"{options.lines}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

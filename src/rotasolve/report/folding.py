"""A table of figures that never cuts one: where it is too wide, its columns go on further down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from rich.cells import cell_len
from rich.console import Group
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import Console, ConsoleOptions, RenderableType

Justify = Literal["left", "right"]

GAP = 2
"""Columns of the screen between two columns of the table."""


class FoldingTable:
    """A table whose first columns say what each row is about; no cell is ever cut.

    On a screen that is wide enough it is one table. On a narrower one its headings are folded
    first. Then its columns are dealt out to several tables, one below the other, each with the
    first columns. At last each row is told in lines of heading and value.

    Parameters
    ----------
    keys
        Headings of the first columns.
    """

    def __init__(self, *keys: str) -> None:
        self._num_keys = len(keys)
        self._columns: list[tuple[str, Justify]] = [(key, "left") for key in keys]
        self._rows: list[tuple[list[str], str]] = []

    def add_column(self, heading: str, *, justify: Justify = "right") -> None:
        """A further column."""
        self._columns.append((heading, justify))

    def add_row(self, *cells: str, style: str = "") -> None:
        """A further row: a text for each column, those of the first columns included."""
        assert len(cells) == len(self._columns), "a cell for each column"
        self._rows.append((list(cells), style))

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """It fits any width; it is as wide as it likes where there is room."""
        return Measurement(1, self._room(range(len(self._columns)), folded=False))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Group]:
        """The tables that ``options.max_width`` has room for."""
        parts: list[RenderableType] = []
        for part in self._parts(options.max_width):
            parts += [Text(), part] if parts else [part]
        yield Group(*parts)

    def _parts(self, width: int) -> Iterator[RenderableType]:
        keys = list(range(self._num_keys))
        others = range(self._num_keys, len(self._columns))
        for folded in (False, True):
            if self._room([*keys, *others], folded=folded) <= width:
                yield self._table([*keys, *others], folded=folded)
                return
        if any(self._room([*keys, n], folded=True) > width for n in others):
            yield Text("\n").join(self._lines())
            return
        group: list[int] = []
        for n in others:
            if group and self._room([*keys, *group, n], folded=True) > width:
                yield self._table([*keys, *group], folded=True)
                group = []
            group.append(n)
        yield self._table([*keys, *group], folded=True)

    def _room(self, columns: Iterable[int], *, folded: bool) -> int:
        """Columns of the screen that some columns need."""
        return sum(self._width(n, folded=folded) + GAP for n in columns) - GAP

    def _width(self, n: int, *, folded: bool) -> int:
        """Columns of the screen that column ``n`` needs, its heading folded or not."""
        heading = self._columns[n][0]
        words = heading.split() if folded else [heading]
        cells = (row[n] for row, _ in self._rows)
        return max(cell_len(text) for text in ("", *words, *cells))

    def _table(self, columns: list[int], *, folded: bool) -> Table:
        table = Table(box=None, padding=(0, GAP, 0, 0), pad_edge=False, header_style="bold")
        for n in columns:
            heading, justify = self._columns[n]
            width = self._width(n, folded=folded)
            table.add_column(Text(heading), width=width, justify=justify, vertical="bottom")
        for row, style in self._rows:
            table.add_row(*(Text(row[n]) for n in columns), style=style)
        return table

    def _lines(self) -> Iterator[Text]:
        """Each row turned: a line for each column that says something."""
        first = self._num_keys
        for row, style in self._rows:
            about = " ".join(cell for cell in row[:first] if cell)
            told = [
                f"  {heading}: {cell}" if heading else f"  {cell}"
                for (heading, _), cell in list(zip(self._columns, row, strict=True))[first:]
                if cell
            ]
            yield Text("\n".join((about, *told)), style=style, overflow="fold")

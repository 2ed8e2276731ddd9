"""A rota that cannot be kept as it should be is kept all the same."""

from __future__ import annotations

import csv
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rotasolve.cli.inputs import FORMATS
from rotasolve.cli.outputs import tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.rota import Rota


@contextmanager
def rescued(rota: Rota) -> Iterator[None]:
    """Whatever is raised within, ``rota`` is in a file by then, of which all others can be made.

    The folder may be full or gone, or a report may have a defect; a search of hours is not to be
    lost for that.
    """
    try:
        yield
    except BaseException:
        path = Path(tempfile.mkdtemp(prefix="rotasolve-")) / FORMATS["csv"]
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("staff", "date", "shift"), *sorted(rota.assignments)])
        tell(f"The rota could not be kept as it should be; it is in {path}, for rotasolve export")
        raise

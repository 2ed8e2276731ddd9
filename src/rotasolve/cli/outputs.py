"""What the commands put out: results on stdout, everything else on stderr, and exit codes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer

from rotasolve.cli.inputs import FORMATS
from rotasolve.errors import EncoderMismatch, RotasolveError, TeamFileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.console import Console, RenderableType

    from rotasolve.loader.load import Loaded
    from rotasolve.result import Result
    from rotasolve.rota import Rota

DONE, MUST_BROKEN, BAD_INPUT, NO_ROTA_POSSIBLE, OUT_OF_TIME = range(5)
DEFECT, INTERRUPTED = 70, 130


def exit_code(result: Result) -> int:
    """The exit code that tells a script what came of a solve: a defect before anything else."""
    if result.failures:
        return DEFECT
    if result.status == "infeasible":
        return NO_ROTA_POSSIBLE
    if result.audit is None:
        return OUT_OF_TIME
    return DONE if result.audit.clean else MUST_BROKEN


@contextmanager
def problems_told(as_json: bool = False) -> Iterator[None]:
    """Whatever a user can act on becomes lines on stderr and exit code 2."""
    try:
        yield
    except (EncoderMismatch, BrokenPipeError):
        raise
    except RotasolveError as error:
        problems = error.problems if isinstance(error, TeamFileError) else [str(error)]
    except OSError as error:
        problems = [f"{error.filename or 'a file'}: {(error.strerror or str(error)).lower()}"]
    except KeyboardInterrupt:
        tell("Stopped before there was anything to keep.")
        raise typer.Exit(INTERRUPTED) from None
    else:
        return
    for problem in problems:
        tell(problem)
    if as_json:
        print_json({"problems": problems})
    raise typer.Exit(BAD_INPUT)


def load(team_file: Path, *, planning: bool = False) -> Loaded:
    """The team of a file; its warnings are told, those for planning only where a rota is made."""
    from rotasolve.loader.load import read

    loaded = read(team_file)
    for warning in loaded.warnings:
        if planning or warning not in loaded.for_planning:
            tell(f"warning: {warning}")
    return loaded


def told_of_newer(loaded: Loaded) -> tuple[str, ...]:
    """The rotas beside which there is one of a higher number, told as warnings."""
    from rotasolve.cli.rota_set import newest_beside

    found = []
    for path in loaded.files[1:]:
        newer = newest_beside(path)
        if newer is not None and newer not in loaded.files:
            found.append(f"{path} is read, and {newer.name} lies beside it; name that if it counts")
    for words in found:
        tell(f"warning: {words}")
    return tuple(found)


def texts(loaded: Loaded, result: Result, formats: str) -> dict[str, str]:
    """The text of each file of ``formats``, by its name."""
    from rotasolve.report.csv import rota_csv
    from rotasolve.report.json import rota_document, sealed, to_text
    from rotasolve.report.table import rota_text

    team, rota = loaded.team, result.rota
    assert rota is not None  # callers have asked
    make = {
        "table": lambda: rota_text(team, rota),
        "json": lambda: to_text(sealed(rota_document(team, result, loaded.digest))),
        "csv": lambda: rota_csv(team, rota),
    }
    return {FORMATS[name]: make[name]() for name in dict.fromkeys(formats.split(","))}


def show_result(loaded: Loaded, result: Result) -> None:
    """The rota, its quality, the musts it breaks and the cover that nobody fills."""
    from rotasolve.report.audit_table import breaches_of_must, quality_table, vacancy_table
    from rotasolve.report.bank import bank_shifts
    from rotasolve.report.changes import spell_changes, spell_refused
    from rotasolve.report.vacancies import vacancies

    if result.rota is not None:
        show_rota(loaded, result)
    team, rota = loaded.team, result.rota
    show(quality_table(result, 0 if rota is None else bank_shifts(team, rota)))
    if result.rota is not None and result.audit is not None:
        if not result.audit.clean:
            show(breaches_of_must(result.audit))
        show(vacancy_table(vacancies(loaded.team, result.rota)))
        show_shares(loaded, result.rota)
        show_owed_rest(loaded, result.rota, given=False)
        for words in (*spell_changes(team, result.rota), *spell_refused(team, result.audit)):
            typer.echo(words)
        show_next_day(loaded, result.rota)


def tell_failures(result: Result, team_file: Path) -> None:
    """What failed once there was a rota, and what to do about it."""
    from rotasolve import __version__

    for failure in result.failures:
        tell(f"{failure.traceback}After a rota was found, this failed: {failure.words}")
    if result.failures:
        tell(
            "The rota is kept, and its costs are the auditor's; it may not be the best there is. "
            f"This is a defect of rotasolve {__version__}; please report it with {team_file} "
            "(names may be changed), the command and the lines above."
        )


def show_shares(loaded: Loaded, rota: Rota) -> None:
    """What everybody has of all that is to be shared fairly, where a rule asks for it."""
    from rotasolve.report.shares import share_table

    table = share_table(loaded.team, rota)
    if table is not None:
        typer.echo()
        show(table)


def show_next_day(loaded: Loaded, rota: Rota) -> None:
    """Whoever has nothing that they could do on the day after ``rota``."""
    from rotasolve.explain.border import after

    for finding in after(loaded.team, rota):
        typer.echo(f"The next rota cannot keep every must: {finding.words}")


def show_owed_rest(loaded: Loaded, rota: Rota, *, given: bool) -> None:
    """The compensatory rest that is owed, where any is; with what is ``given`` already, or not."""
    from rotasolve.report.owed_rest import owed_rest, owed_rest_table

    if found := [owed for owed in owed_rest(loaded.team, rota) if given or owed.left]:
        show(owed_rest_table(found))


def show_rota(loaded: Loaded, result: Result) -> None:
    """The rota as a table on stdout, as wide as the terminal."""
    from rotasolve.report.table import PLAIN_WIDTH, rota_table

    assert result.rota is not None  # callers have asked
    screen = console()
    width = screen.width if screen.is_terminal else PLAIN_WIDTH
    show(rota_table(loaded.team, result.rota, width))
    typer.echo()


def show(content: RenderableType) -> None:
    """``content`` on stdout: in colour on a terminal, as plain unbroken lines elsewhere."""
    from rotasolve.report.table import plain

    screen = console()
    if screen.is_terminal:
        screen.print(content)
    else:
        typer.echo(plain(content, width=1000), nl=False)


def console(*, stderr: bool = False) -> Console:
    """The terminal, or whatever stands in for it; where nobody reads it any more an OSError."""
    from rich.console import Console

    class Screen(Console):
        """One whose reader may go away without ending the program, as rich would have it."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return Screen(stderr=stderr, highlight=False)


def print_json(document: Any) -> None:
    """``document`` on stdout."""
    from rotasolve.report.json import to_text

    typer.echo(to_text(document), nl=False)


def tell(words: str) -> None:
    """A line for people, on stderr."""
    typer.echo(words, err=True)

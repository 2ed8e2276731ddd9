"""The command line: it parses, calls the library, shows what comes back and sets the exit code.

Results go to stdout; progress, notes and problems to stderr. What is slow to import (the solver,
tables) is imported by the commands that need it.
"""

from __future__ import annotations

import sys
import traceback
from contextlib import ExitStack, suppress
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from rotasolve import __version__
from rotasolve.cli.inputs import (
    SCHEMAS,
    TEMPLATES,
    AsJson,
    Formats,
    RotaFile,
    Seconds,
    Seed,
    TeamFile,
    Workers,
    complete_packs,
    complete_rules,
    complete_schema,
    complete_template,
    known_one,
)
from rotasolve.cli.outputs import (
    DEFECT,
    DONE,
    MUST_BROKEN,
    NO_ROTA_POSSIBLE,
    exit_code,
    load,
    print_json,
    problems_told,
    show,
    show_next_day,
    show_owed_rest,
    show_result,
    show_rota,
    show_shares,
    tell,
    tell_failures,
    texts,
    told_of_newer,
)
from rotasolve.errors import RotasolveError, TeamFileError

app = typer.Typer(
    help="Staff rotas for UK health and social-care teams: solved, proven and audited.",
    epilog="Start with: rotasolve init crisis, then rotasolve solve crisis.yaml",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Run the command line; a defect of rotasolve ends with exit code 70 and a plain traceback."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # streams that somebody has replaced
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        app(prog_name="rotasolve")
    except Exception:  # so that a defect is never mistaken for a result
        traceback.print_exc()
        tell(f"This is a defect of rotasolve {__version__}; please report it with the lines above.")
        sys.exit(DEFECT)


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"rotasolve {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    pass


@app.command(epilog="Example: rotasolve init sleep-in --out house.yaml")
def init(
    template: Annotated[
        str,
        typer.Argument(
            metavar=f"[{'|'.join(TEMPLATES)}]",
            help="What to start from.",
            autocompletion=complete_template,
        ),
    ] = "blank",
    out: Annotated[
        Path | None, typer.Option(help="The file to write.", show_default="TEMPLATE.yaml")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace a file that exists; a copy of it is kept.")
    ] = False,
) -> None:
    """Write a commented team file to start from."""
    from rotasolve.cli.keeping import refuse_name, write_alone

    what, endings = "a team file is YAML text", (".yaml", ".yml")
    with problems_told():
        if template not in TEMPLATES:
            raise RotasolveError(f"unknown template {template!r}; one of {', '.join(TEMPLATES)}")
        target = out or Path("team.yaml" if template == "blank" else f"{template}.yaml")
        refuse_name(target, what=what, endings=endings)
        if target.exists() and not force:
            raise RotasolveError(f"{target} exists; --force replaces it, --out writes elsewhere")
        source = files("rotasolve").joinpath("templates", f"{template}.yaml")
        target.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text(encoding="utf-8")
        for example in ("crisis_team", "sleep_in_house"):  # what its comments call the file
            text = text.replace(example, target.stem)
        write_alone(target, text, what=what, endings=endings)
        tell(f"Wrote {target}. Next: rotasolve check {target}, then rotasolve solve {target}")


@app.command(epilog="Example: rotasolve check team.yaml")
def check(team_file: TeamFile, as_json: AsJson = False) -> None:
    """Check a team file. Then add up whether there are people enough for its cover.

    Exit code 2: the file has problems. 3: proven that no rota keeps every must.
    """
    from rotasolve.explain.border import after_published
    from rotasolve.explain.precheck import precheck
    from rotasolve.report.bank_holidays import bank_holiday_lines, bank_holiday_records
    from rotasolve.report.overview import overview

    with problems_told(as_json):
        loaded = load(team_file, planning=True)
        for warning in loaded.of_hours:
            tell(f"warning: {warning}")
        newer = told_of_newer(loaded)
        warnings = [*loaded.warnings, *loaded.of_hours, *newer]
        findings = [finding.words for finding in precheck(loaded.team)]
        following = [finding.words for finding in after_published(loaded.team)]
        if as_json:
            told = {"problems": [], "warnings": warnings, "findings": findings}
            told["next_period"] = following
            print_json({**told, **bank_holiday_records(loaded.team)})
        else:
            typer.echo(f"{team_file}: {overview(loaded.team)}")
            for words in bank_holiday_lines(loaded.team):
                typer.echo(words)
            fine = "No error, but warnings." if warnings else "No problem found."
            typer.echo("No rota can keep every must:" if findings else fine)
            for words in findings:
                typer.echo(f"  {words}")
            for words in following:
                typer.echo(f"After the published rota the next cannot keep every must: {words}")
        if findings:
            raise typer.Exit(NO_ROTA_POSSIBLE)


@app.command(
    epilog="Example: rotasolve solve team.yaml --seconds 120 --out april --format table,csv"
)
def solve(
    team_file: TeamFile,
    seconds: Seconds = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results.", show_default="TEAM-rota")
    ] = None,
    formats: Formats = "json,csv",
    seed: Seed = None,
    workers: Workers = None,
    deterministic: Annotated[
        bool, typer.Option("--deterministic", help="The same rota every time; slower.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make the best rota and keep it. It is printed, and written to a folder (rota.json always).

    A better or published rota that is there already stays. Ctrl-C stops and keeps the best so far.
    Exit code 0: the rota keeps every must. 1: it does not, and whether it has to is not known. 2:
    bad input. 3: proven that no rota keeps every must; the least broken one is given. 4: out of
    time without a rota. 70: a defect of rotasolve; a rota found before is kept.
    """
    from rotasolve.cli.keeping import keep, refuse_own_history
    from rotasolve.cli.rescue import rescued
    from rotasolve.cli.searching import search
    from rotasolve.explain.precheck import precheck
    from rotasolve.report.json import rota_document, sealed
    from rotasolve.report.write import writable_folder

    folder = out or Path(f"{team_file.stem}-rota")
    with problems_told(as_json), ExitStack() as stack:
        loaded = load(team_file, planning=True)
        refuse_own_history(folder, loaded)
        stack.enter_context(writable_folder(folder))
        findings = precheck(loaded.team)
        for finding in findings:
            tell(f"No rota can keep every must: {finding.words}")
        result = search(
            loaded.team,
            seconds=seconds,
            seed=seed,
            workers=workers,
            deterministic=deterministic,
            impossible=findings[0].words if findings else "",
        )
        written = []
        if result.rota is not None:
            with rescued(result.rota):
                written = keep(folder, loaded, result, f"json,{formats}")
        if as_json:
            print_json(sealed(rota_document(loaded.team, result, loaded.digest)))
        else:
            show_result(loaded, result)
        broken = "" if result.audit is None or result.audit.clean else ", which breaks a must"
        for path in written:
            tell(f"Wrote {path}{broken}")
        if result.audit is not None and result.audit.breaches:
            tell(f"All that is broken, in words: rotasolve audit {team_file} {written[0]}")
        tell_failures(result, team_file)
        raise typer.Exit(exit_code(result))


@app.command(epilog="Example: rotasolve audit team.yaml team-rota/rota.json")
def audit(team_file: TeamFile, rota_file: RotaFile, as_json: AsJson = False) -> None:
    """Check any rota. Made here, by hand or elsewhere; every breach is told, in words.

    Exit code 1: a must is broken. 2: bad input.
    """
    from rotasolve.audit import audit as audit_rota
    from rotasolve.loader.rota_file import read_rota
    from rotasolve.report.audit_table import audit_table
    from rotasolve.report.json import audit_document

    with problems_told(as_json):
        loaded = load(team_file)
        rota = read_rota(rota_file, loaded.team)
        found = audit_rota(loaded.team, rota)
        if as_json:
            print_json(audit_document(loaded.team, found, loaded.digest))
        else:
            show(audit_table(found))
            show_shares(loaded, rota)
            show_owed_rest(loaded, rota, given=True)
            show_next_day(loaded, rota)
        raise typer.Exit(DONE if found.clean else MUST_BROKEN)


@app.command(epilog="Example: rotasolve export team.yaml team-rota/rota.json --format csv")
def export(
    team_file: TeamFile,
    rota_file: RotaFile,
    formats: Formats = "table",
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results.", show_default="stdout")
    ] = None,
) -> None:
    """Write a rota in other formats."""
    from rotasolve.audit import audit as audit_rota
    from rotasolve.cli.keeping import export_into
    from rotasolve.loader.rota_file import read_rota
    from rotasolve.report.json import as_recorded

    with problems_told():
        loaded = load(team_file)
        rota = read_rota(rota_file, loaded.team)
        found = audit_rota(loaded.team, rota)
        result = as_recorded(rota_file, rota, found, loaded.digest)
        made = texts(loaded, result, formats)
        if out is not None:
            for path in export_into(out, loaded, made, rota_file):
                tell(f"Wrote {path}")
        elif len(made) > 1:
            raise RotasolveError("several formats need a folder: add --out FOLDER")
        elif formats == "table":
            show_rota(loaded, result)
        else:
            typer.echo(next(iter(made.values())), nl=False)


@app.command(epilog="Example: rotasolve leave team.yaml")
def leave(team_file: TeamFile, as_json: AsJson = False) -> None:
    """Show everybody's leave. What they are entitled to, have taken, have booked and have left.

    It is of the leave year, or years, that the period touches. Exit code 2: the file has problems,
    or no block leave.
    """
    from rotasolve.report.leave import leave_document, leave_table

    with problems_told(as_json):
        loaded = load(team_file)
        if loaded.team.leave is None:
            example = "leave: {schemes: {house: {days: 26}}}"
            raise RotasolveError(f"{team_file}: has no block leave; expected for example {example}")
        if as_json:
            print_json(leave_document(loaded.team, loaded.digest))
        else:
            show(leave_table(loaded.team))


@app.command(epilog="Example: rotasolve balances team.yaml team-rota/rota.json")
def balances(team_file: TeamFile, rota_file: RotaFile, as_json: AsJson = False) -> None:
    """Show what everybody carries out of the period. It is what the history of the next needs.

    The lines go under history: in the next team file.
    """
    from rotasolve.loader.rota_file import read_rota
    from rotasolve.report.balances import balances_document, balances_text, closing_balances

    with problems_told(as_json):
        team = load(team_file).team
        rota = read_rota(rota_file, team)
        if as_json:
            print_json({"balances": balances_document(closing_balances(team, rota))})
        else:
            typer.echo(balances_text(team, rota), nl=False)


@app.command(epilog="Example: rotasolve pay team.yaml team-rota/rota.json --out pay.csv")
def pay(
    team_file: TeamFile,
    rota_file: RotaFile,
    out: Annotated[
        Path | None, typer.Option(help="The CSV file to write.", show_default="stdout, as a table")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """What a rota is paid. Every duty, overtime and totals; estimates to plan with, not payroll."""
    from rotasolve.cli.keeping import refuse_name, write_alone
    from rotasolve.loader.rota_file import read_rota
    from rotasolve.report.pay import pay_csv, pay_document, pay_sheet, pay_table
    from rotasolve.team.fit import without_rate

    what = "the pay sheet is CSV text, which spreadsheets open"
    with problems_told(as_json):
        if out is not None:
            refuse_name(out, what=what, endings=(".csv",))
        loaded = load(team_file)
        if loaded.team.pay is None:
            raise RotasolveError(f"{team_file}: the team has no pay; add the block pay with rates")
        if missing := [f"{team_file}: {words}" for _, words in without_rate(loaded.team)]:
            raise TeamFileError(missing)
        lines = pay_sheet(loaded.team, read_rota(rota_file, loaded.team))
        if out is not None:
            text, read = pay_csv(loaded.team, lines), loaded.files
            write_alone(out, text, what=what, endings=(".csv",), read=read, source=rota_file)
            tell(f"Wrote {out}")
        if as_json:
            print_json(pay_document(loaded.team, lines, loaded.digest))
        elif out is None:
            show(pay_table(loaded.team, lines))


@app.command(epilog="Example: rotasolve rules rest")
def rules(
    name: Annotated[
        str | None, typer.Argument(help="One rule.", autocompletion=complete_rules)
    ] = None,
    pack: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Explain one pack: its rules and figures, and their sources.",
            autocompletion=complete_packs,
        ),
    ] = None,
    packs: Annotated[bool, typer.Option("--packs", help="List the packs.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the rules, or explain one. That is its sentence, what is counted, and its keys."""
    from rotasolve.loader.pack_file import every_pack
    from rotasolve.report.pack_help import pack_json, pack_list, pack_page
    from rotasolve.report.rule_help import every_rule, rule_list, rule_page

    with problems_told(as_json):
        if sum((name is not None, pack is not None, packs)) > 1:
            raise RotasolveError("name a rule, or give --pack NAME, or --packs: one of the three")
        if pack is not None:
            chosen = known_one("pack", pack, every_pack())
            print_json(pack_json(chosen)) if as_json else show(pack_page(chosen))
        elif packs:
            listed = [pack_json(each) for each in every_pack().values()]
            print_json(listed) if as_json else show(pack_list())
        elif as_json:
            known = {rule.name: rule for rule in every_rule()}
            some = known.values() if name is None else [known_one("rule", name, known)]
            print_json([rule.to_json() for rule in some])
        elif name is None:
            show(rule_list())
            typer.echo(f"\nPacks of rules and figures: {', '.join(every_pack())}")
        else:
            show(rule_page(known_one("rule", name, {rule.name: rule for rule in every_rule()})))


@app.command(epilog="Example: rotasolve schema > team.schema.json")
def schema(
    what: Annotated[
        str,
        typer.Argument(
            metavar=f"[{'|'.join(SCHEMAS)}]",
            help="Of the team file, or of rota.json.",
            autocompletion=complete_schema,
        ),
    ] = "team",
) -> None:
    """Print a JSON Schema. With it, editors complete and check a file as it is typed."""
    with problems_told():
        if what == "team":
            from rotasolve.loader.schema import team_schema

            print_json(team_schema())
        elif what == "rota":
            from rotasolve.report.json import rota_schema

            print_json(rota_schema())
        else:
            raise RotasolveError(f"unknown schema {what!r}; one of {', '.join(SCHEMAS)}")

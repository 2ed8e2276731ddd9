"""Pages of the docs site that are made from the rules themselves, when the site is built.

Each rule has one page: its docstring, its keys, and two of its hand-counted cases; and the page of
the packs lists what is in them. Nothing of it is written twice, so it cannot differ from
``rotasolve rules``. Run this file to bring the table of
rules in the README up to date.
"""

from __future__ import annotations

import re
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from support import Case, all_cases  # noqa: E402 (it lies in tests/)

from rotasolve.audit import audit  # noqa: E402
from rotasolve.duties import spell_date  # noqa: E402
from rotasolve.loader.pack_file import every_pack  # noqa: E402
from rotasolve.report.pack_help import FOR_INFORMATION, NOT_ADVICE, figure_lines, inline  # noqa: E402
from rotasolve.report.rule_help import RuleHelp, every_rule  # noqa: E402
from rotasolve.rules import Rule  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

    from rotasolve.loader.pack_file import Entry, Pack

PACKS_HERE = "<!-- packs: made by docs/hooks.py -->"
README_START, README_END = "<!-- rules: made by docs/hooks.py -->", "<!-- end of rules -->"
_BLOCK_OF = {
    "absence": "absences",
    "clock_cover": "cover",
    "cover": "cover",
    "event": "events",
    "fixed": "fixed",
    "request": "requests",
    "task": "tasks",
}
_CONCERNS = {
    "cell": "one duty at a time",
    "line": "one person's line of the rota",
    "team": "the team as a whole",
}
_SHIFTS_SHOWN = (
    "E 07:00-15:00, L 14:00-22:00, N 21:00-07:00 (tag `night`), D 08:00-20:00 (tag `long`), "
    "S 22:00-07:00 (a sleep-in), C 09:00-09:00 (on call)"
)


# -- what mkdocs calls -----------------------------------------------------------------------------


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Every rule has its place in the navigation."""
    nav = cast("list[dict[str, Any]]", config.nav)
    section = next(entry for entry in nav if "The rules" in entry)
    section["The rules"] = ["rules/index.md", *(f"rules/{name}.md" for name in sorted(pages()))]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Every rule has its page, and there is one that lists them."""
    from mkdocs.structure.files import File

    files.append(File.generated(config, "rules/index.md", content=index_page()))
    for name, content in pages().items():
        files.append(File.generated(config, f"rules/{name}.md", content=content))
    return files


def on_page_markdown(markdown: str, *, page: Page, **_: object) -> str:
    """The page of the packs has all of them where its text says so."""
    own = page.file.src_uri == "packs.md"
    return markdown.replace(PACKS_HERE, packs_text()) if own else markdown


# -- packs -----------------------------------------------------------------------------------------


def packs_text() -> str:
    """Every pack, with all that it brings and its sources."""
    return "\n\n".join(_pack(pack) for pack in every_pack().values())


def _pack(pack: Pack) -> str:
    heading = f"## {pack.pack}\n\n**{pack.title}**, as of {pack.as_of}. {pack.about.strip()}"
    entries = (_entry(name, entry) for name, entry in pack.entries.items())
    return "\n\n".join([heading, f"*{NOT_ADVICE}*", *entries])


def _entry(name: str, entry: Entry) -> str:
    brings = FOR_INFORMATION
    if entry.block:
        lines = figure_lines(entry.block, entry.brings)
        if entry.rule is not None:
            lines = ["rules:", f"  - {inline(entry.rule)}"]
        brings = "\n".join(["```yaml", *lines, "```"])
    instead = (
        f"It stands instead of *{old}* of {pack}, where a team file names both packs."
        for pack, old in entry.instead_of.items()
    )
    source = re.sub(r"(https?://\S+?)([;,]?)(?=\s|$)", r"<\1>\2", entry.source)
    parts = [f"### {name}", entry.says, brings, *instead]
    parts += [f"Source, as of {entry.as_of}: {source}", entry.note]
    return "\n\n".join(part for part in parts if part)


# -- pages -----------------------------------------------------------------------------------------


def pages() -> dict[str, str]:
    """The page of each rule, by its name."""
    return {rule.name: rule_page(rule) for rule in every_rule()}


def index_page() -> str:
    """The page that lists the rules."""
    return "\n".join(
        [
            "# The rules",
            "",
            "Each rule is one sentence that can be broken. The level is the one a rule has when "
            "the team file does not say; see [Levels](../levels.md). `rotasolve rules` prints the "
            "same list, and `rotasolve rules NAME` the same keys.",
            "",
            rule_table("[`{0}`]({0}.md)"),
            "",
            "`eligible`, `overlap`, `past` and `surplus` are always in force. All rules take the "
            "keys `name`, `who`, `days`, `dates`, `level` and `weight`; see "
            "[The team file](../team-file.md#rules).",
            "",
        ]
    )


def rule_table(name: str) -> str:
    """Every rule with its sentence and its level; ``name`` says how the rule ``{0}`` is named."""
    rows = [(name.format(rule.name), rule.sentence, f"`{rule.level}`") for rule in every_rule()]
    return _table(("rule", "what it says", "level"), rows)


def rule_page(rule: RuleHelp) -> str:
    """Everything about one rule."""
    kind = Rule.registry[rule.name]
    shared = set(Rule.model_fields)
    own = [key for key in rule.keys if key.name not in shared]
    common = [key for key in rule.keys if key.name in shared]
    block = _BLOCK_OF.get(rule.name)
    place = f"It is written in the block `{block}`, where `rule:` is left out." if block else ""
    parts = [
        f"# {rule.name}",
        f"**{rule.sentence}**",
        rule.detail,
        rule.counted,
        f"Level when the team file does not say: `{rule.level}`. "
        f"It concerns {_CONCERNS[kind.scope]}. {place}".strip(),
        "## Keys",
    ]
    for heading, keys in (("Its own keys:", own), ("Keys that every rule has:", common)):
        if keys:
            rows = [(f"`{key.name}`", key.takes, _default(key.default), key.words) for key in keys]
            parts += [heading, _table(("key", "takes", "default", "meaning"), rows)]
    parts += ["## Examples", f"The shifts are {_SHIFTS_SHOWN}."]
    cases = [case for case in all_cases() if case.of == rule.name]
    kept = next(case for case in cases if not case.amount)
    broken = next(
        (case for case in cases if case.amount and case.words),
        next(case for case in cases if case.amount),
    )
    parts += [_example("Kept", kept), _example("Broken", broken)]
    return "\n\n".join(part for part in parts if part) + "\n"


# -- examples --------------------------------------------------------------------------------------


def _example(verdict: str, case: Case) -> str:
    """The rule of a case, its rota, and what the auditor says of it."""
    found = [
        breach for breach in audit(case.team, case.rota).breaches if breach.rule == case.rule.label
    ]
    units = f"{case.amount} {'unit' if case.amount == 1 else 'units'} of breach"
    said = [f"The auditor counts {units}:", "", *(f"- {breach.words}" for breach in found)]
    parts = [
        f"### {verdict}: {case.name}",
        f"```yaml\n{_stated(case)}```",
        _rota(case),
        "\n".join(said) if found else "Nothing is broken.",
    ]
    return "\n\n".join(parts)


def _stated(case: Case) -> str:
    """The rule, and the other facts of the case, as a team file would have them."""
    rule = dict(case.stated["rule"])
    block = _BLOCK_OF.get(case.of, "rules")
    if block != "rules":
        del rule["rule"]
    blocks: dict[str, Any] = {}
    facts = case.stated.get("staff", {})
    if facts:
        blocks["staff"] = [
            {"name": name, "contract": {"hours": 37.5}, **fact} for name, fact in facts.items()
        ]
    blocks.update(case.stated.get("team", {}))
    blocks[block] = [*blocks.get(block, []), rule]
    return "".join(_spell_block(name, content) for name, content in blocks.items())


def _spell_block(name: str, content: Any) -> str:
    if isinstance(content, list):
        return f"{name}:\n" + "".join(f"  - {_inline(entry)}\n" for entry in content)
    return f"{name}: {_inline(content)}\n"


def _inline(value: Any) -> str:
    """A value as YAML on one line."""
    yaml = YAML(typ="rt")
    yaml.default_flow_style = True
    yaml.width = 10_000
    yaml.allow_unicode = True
    stream = StringIO()
    yaml.dump(value, stream)
    return stream.getvalue().removesuffix("...\n").strip()


def _rota(case: Case) -> str:
    """The rota of a case, the days of its history before it."""
    past = max((len(row) for row in case.past_rows.values()), default=0)
    days = case.team.period.dates
    before = [days[0] - timedelta(n) for n in range(past, 0, -1)]
    heading = ["", *(f"*{spell_date(day)}*" for day in before), *map(spell_date, days)]
    rows = []
    for staff in case.team.staff:
        own = case.past_rows.get(staff.name, [])
        cells = [()] * (past - len(own)) + own
        cells += [case.rota.shifts(staff.name, day) for day in days]
        rows.append((staff.name, *("+".join(codes) or "-" for codes in cells)))
    note = "\n\nDays in italics are the history." if past else ""
    return _table(heading, rows) + note


def _table(heading: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(heading), *map(list, rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def _default(text: str) -> str:
    """The default of a key; plain words where it is no value that a file could have."""
    return f"`{text}`" if text not in ("", "none") else text or "required"


# -- the README ------------------------------------------------------------------------------------


def with_rules(readme: str) -> str:
    """The text of the README with the table of the rules as they are now."""
    before, _, rest = readme.partition(README_START)
    _, _, after = rest.partition(README_END)
    table = rule_table("`{0}`")
    return f"{before}{README_START}\n{table}\n{README_END}{after}"


if __name__ == "__main__":
    path = ROOT / "README.md"
    path.write_text(with_rules(path.read_text(encoding="utf-8")), encoding="utf-8")

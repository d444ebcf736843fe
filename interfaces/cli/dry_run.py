"""`gongzhi dry-run`: what other rules would make of a year, and why."""

from pathlib import Path
from typing import Any

import click

from domain.kernel import Refused
from domain.ruleset import Ruleset, SubjectKind, validate_ruleset
from interfaces.cli.ledgers import AS_OF, moment
from interfaces.cli.output import show
from interfaces.cli.scores import YEAR
from interfaces.cli.system import opened
from interfaces.comparisons import comparison_body
from interfaces.language import language
from interfaces.parsing import parsed
from interfaces.scores import scores_of
from projections.scores import year_scores


@click.command("dry-run")
@YEAR
@click.argument("rules", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--kind", type=click.Choice([k.value for k in SubjectKind]), default="UNIT")
@AS_OF
@click.pass_obj
def dry_run(obj: dict[str, Any], year: int, rules: Path, kind: str, as_of: str | None) -> None:
    """What the rules in a file (JSON) would make of a year's facts; nothing is written.

    \b
    gongzhi dry-run 2022 rules.json                    谁升、谁降、谁新受限，逐行说明原因
    gongzhi dry-run 2022 rules.json --kind COMMUNITY   只看社区
    gongzhi --format json dry-run 2022 rules.json      全部细节
    """
    ruleset = parsed(Ruleset, rules.read_bytes())
    if problems := validate_ruleset(ruleset):
        told = "；".join(problem.hans for problem in problems)
        raise Refused("ruleset_invalid", told, "; ".join(problem.en for problem in problems))
    with opened(obj) as system:
        position, _ = moment(system, as_of)
        with system.readside.at(position) as snapshot:
            now = scores_of(system, snapshot, year)
            then = year_scores(snapshot, year, ruleset)
    before = now.scored.get(SubjectKind(kind), {}).values()
    body = comparison_body(ruleset, before, then, language())
    if obj["how"] == "json":
        show([body], "json")
        return
    if obj["how"] == "table":
        show([{"kind": name} | counts for name, counts in body["summary"].items()], "table")
    show([short(change) for change in body["changes"]], obj["how"])


def short(change: dict[str, Any]) -> dict[str, Any]:
    """What fits a line: the totals, or the provisional figures as long as something is missing."""
    was, now = (
        total or provisional
        for total, provisional in zip(change["total"], change["provisional"], strict=True)
    )
    return {
        "subject": change["subject"],
        "name": change["name"],
        "movement": change["movement"],
        "before": was,
        "after": now,
        "why": change["sentence"],
    }

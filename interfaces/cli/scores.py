"""`gongzhi score` and `gongzhi explain`: year-end scores, and why every point is what it is."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import click

from domain.kernel import SYSTEM, Label
from domain.ruleset import SubjectKind
from interfaces.cli.failures import say
from interfaces.cli.ledgers import AS_OF, VALID_AT, day_of, moment
from interfaces.cli.output import show
from interfaces.cli.system import opened
from interfaces.cli.why import show_why
from interfaces.explaining import why_body
from interfaces.language import language
from interfaces.rendering import sheet_body, summary_body
from interfaces.scores import find, scores_of
from projections.explaining import of_sheet
from projections.scores import Scored, ranked

NOT_YET: Final = Label("尚未记录", "not yet recorded")
YEAR = click.argument("year", type=click.IntRange(2000, 2100))


@click.command()
@YEAR
@click.option("--kind", type=click.Choice([k.value for k in SubjectKind]), default="UNIT")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@AS_OF
@VALID_AT
@click.pass_obj
def score(
    obj: dict[str, Any],
    year: int,
    kind: str,
    limit: int,
    as_of: str | None,
    valid_at: datetime | None,
) -> None:
    """The scores of a year, best first.

    \b
    gongzhi score 2022                                          单位年度评分
    gongzhi score 2022 --kind MEMBER --limit 5                  党员，前五名
    gongzhi score 2022 --as-of 2023-01-11T00:00:00+08:00        截至某一时点所知
    gongzhi score 2022 --valid-at 2022-06-30                    只看当日已生效的报到
    gongzhi --format csv score 2022                             给电子表格
    """
    with opened(obj) as system:
        position, _ = moment(system, as_of)
        with system.readside.at(position) as snapshot:
            scores = scores_of(system, snapshot, year, day_of(valid_at))
    found = ranked(scores.scored.get(SubjectKind(kind), {}).values())[:limit]
    rows = [summary_body(scored) for scored in found]
    if obj["how"] == "table":
        rows = [short(row) for row in rows]
    show(rows, obj["how"], {"provisional": say(Label("暂计", "provisional"))})


def short(row: dict[str, Any]) -> dict[str, Any]:
    """What fits a screen of a summary."""
    return {
        "subject": row["subject"],
        "name": row["name"],
        "total": row["total"] if row["complete"] else say(NOT_YET),
        "provisional": row["provisional"],
        "grade": row["grade"],
        "earned": f"{row['earned']}/{row['out_of']}",
        "missing": " ".join(row["missing"]),
        "bars": " ".join(row["bars"]),
    }


@click.command()
@YEAR
@click.argument("subject", type=click.UUID)
@click.option("--line", help="只看一行 Only this line, with its evidence.")
@AS_OF
@VALID_AT
@click.pass_obj
def explain(
    obj: dict[str, Any],
    year: int,
    subject: UUID,
    line: str | None,
    as_of: str | None,
    valid_at: datetime | None,
) -> None:
    """Why a subject has its score: every line's arithmetic, sentence and evidence.

    \b
    gongzhi explain 2022 <id>                每一行的算式、依据与理由
    gongzhi explain 2022 <id> --line U2      只看一行：算式、规则、输入及其背后的每个事件
    """
    with opened(obj) as system:
        position, _ = moment(system, as_of)
        with system.readside.at(position) as snapshot:
            scored = find(scores_of(system, snapshot, year, day_of(valid_at)), subject)
            asked = [figure for figure in of_sheet(scored) if figure.name == line]
            body = why_body(system, SYSTEM, snapshot, asked, language())
    if obj["how"] == "json":
        show([body if line else sheet_body(scored, language())], "json")
    elif line:
        show_why(body, obj["how"])
    else:
        show(explained(scored), obj["how"])


def explained(scored: Scored, line: str | None = None) -> list[dict[str, Any]]:
    """The lines of a sheet, the vetoes looked at and the total, a row each."""
    sheet = sheet_body(scored, language())
    missing = say(NOT_YET)
    rows = [
        {
            "line": found["line"],
            "points": found["points"] if found["recorded"] else missing,
            "max": found.get("max", ""),
            "sentence": found["sentence"],
            "evidence": evidence(found["evidence"], line is not None),
        }
        for found in (*sheet["lines"], *sheet["bonus"], *sheet["deductions"])
        if line is None or found["line"] == line
    ]
    rows += [
        {
            "line": check["rule"],
            "points": say(Label("不得评优", "barred")) if check["applies"] else "",
            "max": "",
            "sentence": check["sentence"],
            "evidence": evidence(check["evidence"], line is not None),
        }
        for check in sheet["checks"]
        if line is None or check["rule"] == line
    ]
    return rows if line else [*rows, _total(sheet, missing)]


def _total(sheet: dict[str, Any], missing: str) -> dict[str, Any]:
    return {
        "line": say(Label("总分", "total")),
        "points": sheet["total"] if sheet["complete"] else missing,
        "max": "",
        "sentence": sheet["sentence"],
        "evidence": "",
    }


def evidence(positions: list[int], whole: bool) -> str:
    """Positions in the log; the first few, where there are many."""
    shown = positions if whole else positions[:4]
    more = f" … ({len(positions)})" if len(positions) > len(shown) else ""
    return " ".join(map(str, shown)) + more

"""What `gongzhi demo` shows: a score sheet, the bar-list, one line explained, two moments."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import click

from domain.kernel import Actor, Label
from domain.ruleset import SubjectKind
from interfaces.cli.failures import say
from interfaces.cli.output import show
from interfaces.cli.scores import explained
from interfaces.http.auth import Issuer
from interfaces.rendering import plain
from interfaces.scores import scores_of
from interfaces.system import System, utc_now
from projections.scores import Scored, YearScores

YEAR: Final = 2022
YEAR_ENDED: Final = datetime(2022, 12, 31, 16, tzinfo=UTC)  # 24:00 in Shanghai
FROZEN: Final = datetime(2023, 1, 10, 16, tzinfo=UTC)
EXPLAINED_LINE: Final = "U3"
BARRED_SHOWN: Final = 12


def show_pages(system: System) -> None:
    before, after = _known_at(system, YEAR_ENDED), _known_at(system, FROZEN)
    unit = _telling(after)
    _title(Label("单位年度评分表", "Score sheet of a unit"), unit.name)
    show(explained(unit), "table")
    _title(Label("不得评优名单", "Bar-list"))
    _show_bars(after)
    _title(Label("逐行解释", "One line explained"), f"{unit.name} {EXPLAINED_LINE}")
    show(explained(unit, EXPLAINED_LINE), "table")
    moved = _moved(before, after)
    _title(Label("两个时点对照", "The same, as known at two moments"), moved.name)
    _compare(before, after, moved)


def _known_at(system: System, moment: datetime) -> YearScores:
    with system.readside.at(moment) as snapshot:
        return scores_of(system, snapshot, YEAR)


def _telling(scores: YearScores) -> Scored:
    """The unit whose sheet tells most: barred, and with many members."""
    units = scores.scored[SubjectKind.UNIT].values()
    return max(
        units,
        key=lambda s: (bool(s.barred), len(scores.known.units[s.subject].members), str(s.subject)),
    )


def _moved(before: YearScores, after: YearScores) -> Scored:
    """The unit that gained or lost most while the year's last records came in."""

    def points(scores: YearScores, unit: Scored) -> Decimal:
        found = scores.scored[SubjectKind.UNIT].get(unit.subject)
        return found.sheet.earned if found else Decimal(0)

    units = after.scored[SubjectKind.UNIT].values()
    return max(units, key=lambda s: (abs(points(after, s) - points(before, s)), str(s.subject)))


def _title(label: Label, about: str = "") -> None:
    click.secho(f"\n{say(label)} {about}", bold=True)


def _show_bars(scores: YearScores) -> None:
    """Units first; members without names, for a name is read for a purpose only."""
    lines = [
        {
            "subject": str(scored.subject),
            "name": scored.name or say(Label("（党员）", "(member)")),
            "rule": bar.rule_id,
            "why": say(Label(bar.sentence.hans, bar.sentence.en)),
        }
        for kind in (SubjectKind.UNIT, SubjectKind.MEMBER)
        for scored in scores.scored[kind].values()
        for bar in scored.barred
    ]
    show(lines[:BARRED_SHOWN], "table")
    if len(lines) > BARRED_SHOWN:
        more = len(lines) - BARRED_SHOWN
        click.echo(say(Label(
            f"另有{more}行：gongzhi ledger L-BAR --year {YEAR}",
            f"{more} lines more: gongzhi ledger L-BAR --year {YEAR}",
        )))  # fmt: skip


def _compare(before: YearScores, after: YearScores, unit: Scored) -> None:
    headings = {
        "figure": say(Label("数字", "figure")),
        "before": say(Label("12月31日24时所知", "as known on 31 Dec, 24:00")),
        "after": say(Label("1月10日24时所知", "as known on 10 Jan, 24:00")),
    }
    first, second = _figures(before, unit), _figures(after, unit)
    rows = [{"figure": say(name), "before": first[name], "after": second[name]} for name in second]
    show(rows, "table", headings)


def _figures(scores: YearScores, unit: Scored) -> dict[Label, Any]:
    members = [m for m in scores.known.members.values() if m.unit is not None]
    judged = scores.scored[SubjectKind.MEMBER]
    barred = [m for m in members if judged[m.person].barred]
    sheet = scores.scored[SubjectKind.UNIT][unit.subject].sheet
    line = next(line for line in sheet.lines if line.line_id == EXPLAINED_LINE)
    return {
        Label("日志位置", "log position"): scores.position,
        Label("应报到党员", "obliged members"): len(members),
        Label("已报到", "of them registered"): sum(m.registered for m in members),
        Label("计次服务", "counted services"): sum(m.counted for m in members),
        Label("完成年度次数", "requirement met"): sum(m.meets_requirement for m in members),
        Label("其中不得评优", "of them barred"): len(barred),
        Label(f"该单位 {EXPLAINED_LINE}", f"the unit's {EXPLAINED_LINE}"): plain(line.points),
        Label("该单位已得分", "the unit's points so far"): plain(sheet.earned),
    }


def show_tokens(folder: Path, actors: Mapping[str, Actor], valid: timedelta, address: str) -> None:
    """Bearer tokens, and a first question to ask with one."""
    issuer, now = Issuer.of(folder), utc_now()
    _title(Label("访问令牌", "Tokens"))
    tokens = {name: issuer.token(actor, now, valid) for name, actor in actors.items()}
    for name, token in tokens.items():
        click.echo(f"{actors[name].role:<5}{name:<24}{token}")
    click.echo(f'\ncurl -H "Authorization: Bearer {tokens["auditor"]}" {address}/v1/scores/{YEAR}')

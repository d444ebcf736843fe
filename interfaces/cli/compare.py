"""`gongzhi compare`: a ledger or a year's scores between two moments, or on two days."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import click

from domain.kernel import SYSTEM
from domain.ruleset import SubjectKind
from interfaces.between import Than, compared_page, must_be_another, scores_compared
from interfaces.cli.ledgers import AS_OF, VALID_AT, day_of, moment, more, pairs
from interfaces.cli.output import show
from interfaces.cli.system import opened
from interfaces.language import language
from interfaces.ledgers import Question
from interfaces.scores import scores_of
from interfaces.system import System
from projections.comparing import compared
from projections.reading import Snapshot

BEFORE = click.option("--before", help="先前的时点 The earlier moment, as --as-of.")
OTHER_DAY = click.option(
    "--valid-before", type=click.DateTime(["%Y-%m-%d"]), help="另一业务日期 The other day."
)
SCORES = "scores"


@click.command()
@click.argument("name")
@click.argument("filters", nargs=-1)
@BEFORE
@AS_OF
@OTHER_DAY
@VALID_AT
@click.option("--year", type=click.IntRange(2000, 2100), help="年度 Of which year.")
@click.option("--kind", type=click.Choice([k.value for k in SubjectKind]), default="UNIT")
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=50, show_default=True)
@click.pass_obj
def compare(
    obj: dict[str, Any],
    name: str,
    filters: tuple[str, ...],
    before: str | None,
    as_of: str | None,
    valid_before: datetime | None,
    valid_at: datetime | None,
    year: int | None,
    kind: str,
    limit: int,
) -> None:
    """What was added to a ledger, is gone or has changed, and the events that did it.

    Between two moments (--before and --as-of, else now), or on two days (--valid-before and
    --valid-at). NAME: a ledger, or `scores` with --year. Filters are column=value.

    \b
    gongzhi compare L-REG --year 2022 --before 2022-12-31T16:00:00Z    元旦以后补记了什么
    gongzhi compare scores --year 2022 --before 4711                  哪些得分变了，因何而变
    gongzhi compare UNITS --valid-before 2022-01-31 --valid-at 2022-06-30
    """
    if name == SCORES and year is None:
        raise click.UsageError("scores --year 2022")
    ledger = name if name == SCORES else name.upper()
    question = Question(ledger, SYSTEM, pairs(filters), day_of(valid_at), year, limit)
    with opened(obj) as system:
        position, now = moment(system, as_of)
        than = Than(on=day_of(valid_before))
        if before is not None:
            than = Than(*moment(system, before), than.on)
        with system.readside.at(position) as snapshot:
            if name == SCORES:
                rows, next = _scores(system, snapshot, question, than, SubjectKind(kind)), None
            else:
                page = compared_page(system, snapshot, now, question, than=than)
                rows, next = page.rows, page.next
    show(rows if obj["how"] == "json" else [_short(row) for row in rows], obj["how"])
    more(next, limit)


def _scores(
    system: System, snapshot: Snapshot, question: Question, than: Than, kind: SubjectKind
) -> list[dict[str, Any]]:
    year, on = question.year or 0, question.on
    must_be_another(than, snapshot, on)
    then = snapshot if than.position is None else snapshot.before(than.position)
    before = scores_of(system, then, year, than.on or on)
    after = scores_of(system, snapshot, year, on)
    found = compared(before.scored.get(kind, {}), after.scored.get(kind, {}))
    return [scores_compared(system, SYSTEM, language(), change, before, after) for change in found][
        : question.limit
    ]


def _short(row: dict[str, Any]) -> dict[str, Any]:
    """What fits a line: what changed, and the events as name@position."""
    if "key" in row:
        return {
            "change": row["change"],
            "key": row["key"],
            "what": _differences(row),
            "events": _events(row["events"]),
        }
    events = [event for part in (*row["lines"], *row["turned"], row) for event in part["events"]]
    return {
        "change": row["change"],
        "subject": row["subject"],
        "name": row["name"],
        "why": row["sentence"],
        "events": _events(events),
    }


def _differences(row: dict[str, Any]) -> str:
    return "; ".join(f"{c}: {row['before'][c]} → {row['after'][c]}" for c in row["columns"])


def _events(events: Iterable[dict[str, Any]]) -> str:
    named = {event["position"]: event["event"] for event in events}
    return " ".join(f"{named[position]}@{position}" for position in sorted(named))

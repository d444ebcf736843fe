"""Why a figure is what it is: its arithmetic, its rule, its inputs, and the events behind each.

A function per ledger whose rows are reckoned; of any other row, the events that made it so.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from domain.kernel import Label
from domain.ruleset import SubjectKind
from projections.asking import Asked
from projections.computed import RateRow
from projections.figures import Figure, Input
from projections.gatherings import CadenceRow
from projections.ledgers.cadences import L_CADENCE_END
from projections.ledgers.cases import L_CASE
from projections.ledgers.deadlines import DeadlineRow
from projections.ledgers.honours import L_ELIG, EligibilityRow
from projections.metrics.catalogue import measures
from projections.metrics.rates import grouped_rates, measures_of
from projections.models import Row
from projections.reckoning import due_time
from projections.scores import Scored
from projections.scoring import AdjustmentLine, Bar, Measure, ScoreLine, ScoreSheet
from projections.scoring.sheet import BALLOT, WHOLE
from projections.standing import BarRow, MemberYearRow, RegRow

Why = Callable[[Asked, Any], Iterator[Figure]]


def _inputs(found: Mapping[str, Measure], *names: str) -> tuple[Input, ...]:
    return tuple(Input(name, found[name].value, found[name].evidence) for name in names)


# Scores


def of_sheet(scored: Scored) -> Iterator[Figure]:
    """Every line of a sheet, what they make together, and every veto looked at (HANDBOOK 4)."""
    sheet, version = scored.sheet, scored.sheet.ruleset_version
    lines: tuple[ScoreLine | AdjustmentLine, ...] = sheet.lines
    for line in (*lines, *sheet.bonus_lines, *sheet.deduction_lines):
        yield _of_line(line, version)
    yield from _of_whole(sheet)
    for bar in scored.bars:
        yield of_bar(bar, version)


def _of_line(line: ScoreLine | AdjustmentLine, version: str) -> Figure:
    inputs = tuple(Input(name, known.value, known.evidence) for name, known in line.inputs)
    return Figure(line.line_id, line.points, (line.line_id,), inputs, line.sentence, version)


def _of_whole(sheet: ScoreSheet) -> Iterator[Figure]:
    """The ballots; the total of all that, and its grade."""
    ballot, version = sheet.ballot, sheet.ruleset_version
    votes = (Input("ballots", ballot.points, ballot.evidence), Input("max", ballot.max))
    rules = (BALLOT, "HANDBOOK 4.4")
    yield Figure(BALLOT, ballot.points, rules, votes, ballot.sentence, version)
    parts = (
        Input("earned", sheet.earned),
        Input("out_of", sheet.out_of),
        Input("rescaled_to", WHOLE if ballot.points is None else sheet.objective_max),
        Input(BALLOT, ballot.points),
        Input("bonus", sheet.bonus),
        Input("deductions", sheet.deductions),
        *(Input("missing", name) for name in sheet.missing),
    )
    yield Figure("total", sheet.total, ("HANDBOOK 4.3",), parts, sheet.sentence, version)
    of_total = (Input("total", sheet.total),)
    yield Figure("grade", sheet.grade, ("HANDBOOK 4.3",), of_total, sheet.sentence, version)


def of_bar(bar: Bar, version: str) -> Figure:
    inputs = tuple(Input(name, known.value, known.evidence) for name, known in bar.inputs)
    return Figure(bar.rule_id, bar.applies, (bar.rule_id,), inputs, bar.sentence, version)


# Ledgers


def of_rates(asked: Asked, row: RateRow) -> Iterator[Figure]:
    """L-RATES: each rate is its two counts, and the cases behind them."""
    cases = [c for c in asked.snapshot.all(L_CASE) if c.reported_on.year == asked.year]
    [group] = [found for key, found in grouped_rates(cases, row.by, asked.now) if key == row.group]
    known = measures_of(group)
    for name, top, bottom, rules in (
        ("response", "cases_responded_in_time", "cases_response_due", ("SYS-05",)),
        ("resolution", "cases_resolved", "cases_callback_eligible", ("SYS-05",)),
        ("satisfaction", "ratings_satisfied", "ratings_valid", ("SYS-05",)),
        ("chain_complete", "cases_with_full_five_chain", "cases_closed", ("R-18",)),
    ):
        value: str = getattr(row, name)
        shown = getattr(row, f"{name}_percent", None)
        text = f"{value} = {shown}%" if shown else value
        yield Figure(name, value, rules, _inputs(known, top, bottom), Label(text, text))


def of_registration(asked: Asked, row: RegRow) -> Iterator[Figure]:
    """L-REG: the members counted, and the veto that the rate may mean."""
    known = measures(asked.known(), SubjectKind.UNIT)[row.unit]
    text = f"{row.fraction} = {row.percent}%" if row.percent else row.fraction
    inputs = _inputs(known, "registered_members", "obliged_members")
    rules = ("R-31", "AM-01", "AM-02", "AM-09")
    ruleset = asked.ruleset.version
    yield Figure("percent", row.percent, rules, inputs, Label(text, text), ruleset)


def of_member_year(asked: Asked, row: MemberYearRow) -> Iterator[Figure]:
    """L-MEMBERYEAR: what was counted of what was owed."""
    known = measures(asked.known(), SubjectKind.MEMBER)[row.person]
    text = f"{row.counted_total} / {row.required}"
    rules = ("R-30", "R-32", "AM-05", "AM-06", "AM-07", "AM-08")
    inputs = tuple(Input(name, found.value, found.evidence) for name, found in known.items())
    yield Figure("bar", row.bar, rules, inputs, Label(text, text), asked.ruleset.version)


def of_bars(asked: Asked, row: BarRow) -> Iterator[Figure]:
    scores = asked.scores()
    found = scores.scored[SubjectKind(row.kind)][row.subject]
    for bar in found.barred:
        if bar.rule_id == row.rule:
            yield of_bar(bar, scores.ruleset.version)


def of_cadence(asked: Asked, row: CadenceRow) -> Iterator[Figure]:
    """L-CADENCE: meetings held in the period, of those that it asks for (AM-14)."""
    met = Label(
        f"{row.first}至{row.last}：召开{row.held}次，应不少于{row.required}次。",
        f"{row.first} to {row.last}: held {row.held}, at least {row.required} required.",
    )
    inputs = tuple(
        Input(f"meeting {number}", str(meeting), _history(asked, meeting))
        for number, meeting in enumerate(row.meetings, 1)
    )
    found = tuple(
        Input("found at the end", end.status, (end.recorded,))
        for end in asked.snapshot.all(L_CADENCE_END, year=row.year)
        if (end.community, end.type, end.number) == (row.community, row.type, row.number)
    )
    yield Figure("status", row.status, (row.rule, "AM-14"), (*inputs, *found), met)


def of_eligibility(asked: Asked, row: EligibilityRow) -> Iterator[Figure]:
    """L-ELIG: every rule that was looked at, each with what it found (SYS-17)."""
    behind = tuple(asked.snapshot.evidence(L_ELIG, row.nomination))
    passed = sum(rule.passed for rule in row.rule_results)
    told = f"{passed} / {len(row.rule_results)}"
    inputs = (
        Input("nomination", str(row.nomination), behind),
        Input("known_at", row.known_at),
        Input("score", row.score),
        Input("min_score", row.min_score),
        *(Input(rule.rule, rule.value) for rule in row.rule_results),
    )
    rules = ("SYS-17", *(rule.rule for rule in row.rule_results))
    yield Figure("eligible", row.eligible, rules, inputs, Label(told, told), row.ruleset)


def of_deadline(asked: Asked, row: DeadlineRow) -> Iterator[Figure]:
    return due_time(asked.log, row)


WHY: Final[Mapping[str, Why]] = {
    "L-RATES": of_rates,
    "L-REG": of_registration,
    "L-MEMBERYEAR": of_member_year,
    "L-BAR": of_bars,
    "L-CADENCE": of_cadence,
    "L-ELIG": of_eligibility,
    "L-DEADLINE": of_deadline,
}


def of_row(asked: Asked, ledger: str, row: Row, behind: tuple[int, ...]) -> Iterator[Figure]:
    """behind: what made a stored row what it is. Of what is reckoned without arithmetic of its own
    the events of the records that the row names."""
    if why := WHY.get(ledger):
        yield from why(asked, row)
    if behind:
        yield Figure("row", None, (), (Input("events", None, behind),))
    elif why is None:
        yield Figure("row", None, (), tuple(_named(asked, row)))


def _named(asked: Asked, row: Row) -> Iterator[Input]:
    for name in row.__struct_fields__:
        value = getattr(row, name)
        if isinstance(value, UUID):
            yield Input(name, str(value), _history(asked, value))


def _history(asked: Asked, record: UUID) -> tuple[int, ...]:
    """Positions of the events of a record; none if this is the id of something else."""
    found = asked.log.history(record, last=asked.snapshot.position)
    return tuple(recorded.position for recorded in found)

"""Questions about honours (SYS-17)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final
from uuid import UUID

from domain.honour.eligibility import AGREEMENT_IN_EFFECT, ENOUGH_POINTS, IN_EFFECT
from domain.kernel import Label
from domain.ruleset import SubjectKind
from projections.asking import Asked, StandingQuestion
from projections.ledgers.agreements import L_AGR
from projections.ledgers.honours import L_ELIG, L_HONOUR, L_PROGRAMME, HonourRow
from projections.models import Row
from projections.scores import Scored

SYSTEM: Final = "SYS-17"


class FailedRow(Row, frozen=True, array_like=True, gc=False):
    """One rule that failed. known_at: position of the facts behind the score."""

    nomination: UUID
    code: str
    subject: UUID
    unit: UUID
    community: str
    rule: str
    value: str
    score: str | None
    min_score: str | None
    score_version: int | None
    known_at: int | None


def why_not_eligible(asked: Asked) -> Iterator[FailedRow]:
    for row in asked.snapshot.all(L_ELIG, year=asked.year):
        for result in row.rule_results:
            if not result.passed:
                yield FailedRow(
                    row.nomination,
                    row.code,
                    row.subject,
                    row.unit,
                    row.community,
                    result.rule,
                    result.value,
                    row.score,
                    row.min_score,
                    row.score_version,
                    row.known_at,
                )


class FallenRow(Row, frozen=True, array_like=True, gc=False):
    """A holder, and a rule that he fails today. found: what is found today."""

    nomination: UUID
    code: str
    subject: UUID
    unit: UUID
    community: str
    certificate_no: str | None
    rule: str
    found: str


def holders_who_fail(asked: Asked) -> Iterator[FallenRow]:
    """By all that the log knows now, whatever was published (EX-06)."""
    held = asked.snapshot.all(L_HONOUR, year=asked.year, state="CONFERRED")
    if not held:
        return
    scores = asked.scores().scored
    minima = {row.code: Decimal(row.min_score) for row in asked.snapshot.all(L_PROGRAMME)}
    agreements = asked.snapshot.all(L_AGR, year=asked.year)
    agreed = {row.party for row in agreements if row.state in IN_EFFECT}
    for row in held:
        scored = scores[SubjectKind(row.kind)].get(row.subject)
        failed = dict(_fails(scored, minima[row.code]))
        if row.kind == SubjectKind.UNIT and row.subject not in agreed:
            failed[AGREEMENT_IN_EFFECT] = "NONE"
        for rule, found in failed.items():
            yield _fallen(row, rule, found)


def _fails(scored: Scored | None, least: Decimal) -> Iterator[tuple[str, str]]:
    if scored is None:
        yield ENOUGH_POINTS, "NOT_SCORED"
        return
    total = scored.sheet.total
    if total is not None and total < least:
        yield ENOUGH_POINTS, str(total)
    for bar in scored.barred:
        yield bar.rule_id, "BARRED"


def _fallen(row: HonourRow, rule: str, found: str) -> FallenRow:
    return FallenRow(
        row.nomination,
        row.code,
        row.subject,
        row.unit,
        row.community,
        row.certificate_no,
        rule,
        found,
    )


class ExceededRow(Row, frozen=True, array_like=True, gc=False):
    programme: UUID
    code: str
    title: str
    conferred: int
    places: int | None
    approved_places: int | None
    approval_document_no: str | None


def quotas_exceeded(asked: Asked) -> Iterator[ExceededRow]:
    """More conferred than the rules' quota, or than was approved; or without any approval."""
    for row in asked.snapshot.all(L_PROGRAMME, year=asked.year):
        if row.conferred > min(row.places or 0, row.approved_places or 0):
            yield ExceededRow(
                row.programme,
                row.code,
                row.title,
                row.conferred,
                row.places,
                row.approved_places,
                row.approval_document_no,
            )


QUESTIONS: Final = (
    StandingQuestion(
        name="why-a-nominee-is-not-eligible",
        system=SYSTEM,
        title=Label("被提名者为何不符合条件？", "Why is a nominee not eligible?"),
        row=FailedRow,
        rows=why_not_eligible,
        dated=False,
    ),
    StandingQuestion(
        name="holders-no-longer-eligible",
        system=SYSTEM,
        title=Label(
            "按今日所知，哪些获名者已不符合条件？",
            "Which holders of a title are not eligible by what is known today?",
        ),
        row=FallenRow,
        rows=holders_who_fail,
        dated=False,
    ),
    StandingQuestion(
        name="honour-quotas-exceeded",
        system=SYSTEM,
        title=Label("哪些荣誉超出了名额？", "Which titles were conferred beyond their quota?"),
        row=ExceededRow,
        rows=quotas_exceeded,
        dated=False,
    ),
)

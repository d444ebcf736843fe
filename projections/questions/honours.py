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
from projections.ledgers.assessment import L_PUBLISHED, PublishedRow, of_the_last_version
from projections.ledgers.honours import L_HONOUR, L_PROGRAMME, HonourRow
from projections.models import Row
from projections.scores import Scored

SYSTEM: Final = "SYS-17"


class FailedRow(Row, frozen=True, array_like=True, gc=False):
    """One rule that a subject failed, nominated or not. known_at: position of the facts behind the
    score; value: what was found."""

    code: str
    kind: str
    subject: UUID
    unit: UUID | None
    community: str | None
    nomination: UUID | None
    rule: str
    value: str
    min_score: str
    score_version: int
    known_at: int


def why_not_eligible(asked: Asked) -> Iterator[FailedRow]:
    """By the scores published last: of everybody who could have had the title."""
    nominated = {(row.code, row.subject): row for row in asked.snapshot.all(L_HONOUR)}
    published = of_the_last_version(asked.snapshot.all(L_PUBLISHED, year=asked.year))
    agreed = _agreed(asked)
    for programme in asked.snapshot.all(L_PROGRAMME, year=asked.year):
        for score in published:
            if score.kind != programme.subject_kind:
                continue
            nomination = nominated.get((programme.code, score.subject))
            for rule, value in _failed(score, Decimal(programme.min_score), agreed):
                yield FailedRow(
                    programme.code,
                    score.kind,
                    score.subject,
                    score.unit,
                    score.community,
                    nomination.nomination if nomination else None,
                    rule,
                    value,
                    programme.min_score,
                    score.version,
                    score.position,
                )


def _failed(
    score: PublishedRow, least: Decimal, agreed: frozenset[UUID]
) -> Iterator[tuple[str, str]]:
    if score.total is None or Decimal(score.total) < least:
        yield ENOUGH_POINTS, score.total or "NOT_COMPLETE"
    for rule in score.bars:
        yield rule, "BARRED"
    if score.kind == SubjectKind.UNIT and score.subject not in agreed:
        yield AGREEMENT_IN_EFFECT, "NONE"


def _agreed(asked: Asked) -> frozenset[UUID]:
    """Parties whose agreement of the year took effect and was not terminated."""
    agreements = asked.snapshot.all(L_AGR, year=asked.year)
    return frozenset(row.party for row in agreements if row.state in IN_EFFECT)


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
    agreed = _agreed(asked)
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
        name="why-not-eligible",
        system=SYSTEM,
        title=Label(
            "某单位或个人为何不符合命名条件？",
            "Why was a unit, or anybody, not eligible for a title?",
        ),
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

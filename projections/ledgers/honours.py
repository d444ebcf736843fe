"""L-HONOUR 荣誉台账: the roll, revoked titles too; L-ELIG: every rule looked at (SYS-17)."""

from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.honour import (
    CandidateNominated,
    EligibilityChecked,
    HonourApproved,
    HonourBalloted,
    HonourConferred,
    HonourExpired,
    HonourNominated,
    HonourNotSelected,
    HonourProgrammeDefined,
    HonourPublicised,
    HonourRefused,
    HonourRevoked,
    HonourShortlisted,
    NominationWithdrawn,
    PlaceTaken,
    QuotaFixed,
)
from domain.kernel import Label
from projections.models import Register, Row

Replace = msgspec.structs.replace
HELD: Final = ("CONFERRED", "EXPIRED")
FALLEN: Final = ("WITHDRAWN", "REFUSED", "REVOKED")


class ProgrammeRow(Row, frozen=True, array_like=True, gc=False):
    """places: of the rules, `percent` of `base`; approved_places: of the document. conferred: how
    many places are taken; it never shrinks. counted_for: version of the scores of the quota."""

    programme: UUID
    code: str
    year: int
    title: str
    subject_kind: str
    min_score: str
    conferring_body: str
    approval_document_no: str | None
    approved_places: int | None
    percent: int
    percent_of: str
    base: int | None = None
    places: int | None = None
    counted_for: int = 0
    nominated: int = 0
    conferred: int = 0


L_PROGRAMME: Final = Register(
    name="L-PROGRAMME",
    title=Label("荣誉项目台账", "Honour programmes", "榮譽項目台賬"),
    row=ProgrammeRow,
    filters=("code", "year"),
)


@L_PROGRAMME.upserts(HonourProgrammeDefined)
def defined(row: ProgrammeRow | None, recorded: Recorded) -> ProgrammeRow:
    fact = recorded.event
    fresh = ProgrammeRow(
        recorded.stream,
        fact.code,
        fact.year,
        fact.title,
        fact.subject,
        str(fact.min_score),
        fact.conferring_body,
        fact.approval_document_no,
        fact.approved_places,
        fact.quota_percent,
        fact.quota_of,
    )
    if row is None:
        return fresh
    return Replace(
        fresh,
        base=row.base,
        places=row.places,
        counted_for=row.counted_for,
        nominated=row.nominated,
    )


@L_PROGRAMME.on(CandidateNominated)
def candidate(row: ProgrammeRow, recorded: Recorded) -> ProgrammeRow:
    return Replace(row, nominated=row.nominated + 1)


@L_PROGRAMME.on(QuotaFixed)
def quota_fixed(row: ProgrammeRow, recorded: Recorded) -> ProgrammeRow:
    fact = recorded.event
    return Replace(row, base=fact.base, places=fact.places, counted_for=fact.version)


@L_PROGRAMME.on(PlaceTaken)
def place_taken(row: ProgrammeRow, recorded: Recorded) -> ProgrammeRow:
    return Replace(row, conferred=row.conferred + 1)


class HonourRow(Row, frozen=True, array_like=True, gc=False):
    """unit: whose member the subject is, or itself.

    composite: 70 of the score and 30 of the nomination ballot, exact, as "num/den".
    """

    nomination: UUID
    code: str
    year: int
    kind: str
    subject: UUID
    unit: UUID
    community: str
    grid: str | None
    state: str
    score_version: int | None = None
    eligible: bool | None = None
    ballot_mean: str | None = None
    balloted: bool = False
    rank: int | None = None
    composite: str | None = None
    notice: UUID | None = None
    minutes_no: str | None = None
    certificate_no: str | None = None
    approval_document_no: str | None = None
    conferred_on: date | None = None
    valid_until: date | None = None
    revoked_on: date | None = None
    revocation: str | None = None
    decision_no: str | None = None


L_HONOUR: Final = Register(
    name="L-HONOUR",
    title=Label("荣誉台账", "Roll of honour", "榮譽台賬"),
    row=HonourRow,
    filters=("code", "year", "community", "unit"),
    moving=("state",),
)


@L_HONOUR.opens(HonourNominated)
def nominated(recorded: Recorded) -> HonourRow:
    fact = recorded.event
    return HonourRow(
        recorded.stream,
        fact.programme,
        fact.year,
        fact.kind,
        fact.subject,
        fact.unit,
        fact.community,
        fact.grid,
        "NOMINATED",
    )


@L_HONOUR.on(EligibilityChecked)
def checked(row: HonourRow, recorded: Recorded) -> HonourRow:
    fact = recorded.event
    state = row.state
    if state not in (*HELD, *FALLEN):
        if not fact.eligible:
            state = "INELIGIBLE"
        elif state in ("NOMINATED", "INELIGIBLE"):
            state = "BALLOTED" if row.balloted else "ELIGIBLE"
    return Replace(row, state=state, score_version=fact.score_version, eligible=fact.eligible)


@L_HONOUR.on(HonourBalloted)
def balloted(row: HonourRow, recorded: Recorded) -> HonourRow:
    fact = recorded.event
    if not fact.final:
        return row
    return Replace(row, state="BALLOTED", balloted=True, ballot_mean=fact.mean)


@L_HONOUR.on(HonourShortlisted, HonourNotSelected)
def ranked(row: HonourRow, recorded: Recorded) -> HonourRow:
    fact = recorded.event
    state = "SHORTLISTED" if recorded.name == HonourShortlisted.name else "NOT_SELECTED"
    return Replace(row, state=state, rank=fact.rank, composite=fact.composite)


@L_HONOUR.on(HonourPublicised)
def publicised(row: HonourRow, recorded: Recorded) -> HonourRow:
    return Replace(row, state="PUBLICISED", notice=recorded.event.notice)


@L_HONOUR.on(HonourApproved, HonourRefused)
def decided(row: HonourRow, recorded: Recorded) -> HonourRow:
    state = "APPROVED" if recorded.name == HonourApproved.name else "REFUSED"
    return Replace(row, state=state, minutes_no=recorded.event.minutes_no)


@L_HONOUR.on(HonourConferred)
def conferred(row: HonourRow, recorded: Recorded) -> HonourRow:
    fact = recorded.event
    return Replace(
        row,
        state="CONFERRED",
        certificate_no=fact.certificate_no,
        approval_document_no=fact.approval_document_no,
        conferred_on=fact.on,
        valid_until=fact.valid_until,
    )


@L_HONOUR.on(HonourExpired, NominationWithdrawn)
def ended(row: HonourRow, recorded: Recorded) -> HonourRow:
    return Replace(row, state="EXPIRED" if recorded.name == HonourExpired.name else "WITHDRAWN")


@L_HONOUR.on(HonourRevoked)
def revoked(row: HonourRow, recorded: Recorded) -> HonourRow:
    fact = recorded.event
    return Replace(
        row,
        state="REVOKED",
        revoked_on=fact.effective_on,
        revocation=fact.reason,
        decision_no=fact.decision_no,
    )


class Rule(Row, frozen=True, array_like=True, gc=False):
    rule: str
    value: str
    passed: bool


class EligibilityRow(Row, frozen=True, array_like=True, gc=False):
    """The last check; those before it are asked for as of their moment. known_at: position of the
    facts that the score rests on; checked_at: when the system looked."""

    nomination: UUID
    code: str
    year: int
    kind: str
    subject: UUID
    unit: UUID
    community: str
    score_version: int | None = None
    score: str | None = None
    min_score: str | None = None
    rule_results: tuple[Rule, ...] = ()
    eligible: bool | None = None
    ruleset: str | None = None
    known_at: int | None = None
    checked_at: datetime | None = None


L_ELIG: Final = Register(
    name="L-ELIG",
    title=Label("荣誉资格台账", "Eligibility for honours", "榮譽資格台賬"),
    row=EligibilityRow,
    filters=("code", "year", "community", "unit"),
)


@L_ELIG.opens(HonourNominated)
def to_check(recorded: Recorded) -> EligibilityRow:
    fact = recorded.event
    return EligibilityRow(
        recorded.stream,
        fact.programme,
        fact.year,
        fact.kind,
        fact.subject,
        fact.unit,
        fact.community,
    )


@L_ELIG.on(EligibilityChecked)
def looked_at(row: EligibilityRow, recorded: Recorded) -> EligibilityRow:
    fact = recorded.event
    return Replace(
        row,
        score_version=fact.score_version,
        score=None if fact.score is None else str(fact.score),
        min_score=str(fact.min_score),
        rule_results=tuple(Rule(r.rule, r.value, r.passed) for r in fact.results),
        eligible=fact.eligible,
        ruleset=fact.ruleset,
        known_at=fact.position,
        checked_at=recorded.recorded_at,
    )

"""What offices establish about a subject: who may record which kind, and with whose consent."""

from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from domain.case import Case, CaseKind, CaseState, case_ref
from domain.dates import require_happened
from domain.finding.state import Finding, FindingKind, FindingState, Level
from domain.finding.subjects import must_stand_apart, place_of, reads_of_subject
from domain.kernel import (
    Command,
    Context,
    Event,
    Label,
    Line,
    Outcome,
    PrivateText,
    Reads,
    SealedText,
    local_date,
    require,
)
from domain.roles import Role
from domain.ruleset.lines import SubjectKind
from domain.vocabulary import CommunityCode, DocumentNo, GridCode

# An archived case was closed before, if it has an outcome.
ENDED: Final = (CaseState.CLOSED, CaseState.ARCHIVED)


class FindingRecorded(Event[Finding], name="finding.recorded", sealed_for="person"):
    """on: the day of what was found, which decides the year it counts in (HANDBOOK 4.3).

    person: the member it is about. record: what it is about, where that is a record of its own.
    """

    kind: FindingKind
    subject_kind: SubjectKind
    subject: UUID
    person: UUID | None = None
    community: CommunityCode | None = None
    grid: GridCode | None = None
    unit: UUID | None = None
    on: date
    document_no: DocumentNo
    facts: SealedText
    issued_by: Line | None = None
    level: Level | None = None
    record: UUID | None = None

    def apply(self, state: Finding) -> Finding:
        return replace(
            state,
            state=FindingState.RECORDED,
            kind=self.kind,
            subject_kind=self.subject_kind,
            subject=self.subject,
            community=self.community,
            grid=self.grid,
            unit=self.unit,
        )


class FindingRevoked(Event[Finding], name="finding.revoked", sealed_for="person"):
    """From its own day of record on, it counts no more (AM-11)."""

    person: UUID | None = None
    reason: SealedText
    document_no: DocumentNo

    def apply(self, state: Finding) -> Finding:
        return replace(state, state=FindingState.REVOKED)


class _Finding(Command[Finding]):
    """One document establishes one thing of a kind about a subject, once."""

    subject: UUID
    document_no: DocumentNo
    facts: PrivateText

    def recorded(
        self,
        state: Finding,
        kind: FindingKind,
        whom: SubjectKind,
        on: date,
        context: Context,
        **more: Any,
    ) -> FindingRecorded:
        require(
            state.state is None,
            "finding_exists",
            "该文号已就此对象作出同类认定，无需重复登记。",
            "This document has established this about the subject already.",
        )
        require_happened(on, context)
        place = place_of(whom, self.subject, context)
        must_stand_apart(whom, self.subject, context)
        return FindingRecorded(
            kind=kind,
            subject_kind=whom,
            subject=self.subject,
            person=self.subject if whom is SubjectKind.MEMBER else None,
            **place._asdict(),
            on=on,
            document_no=self.document_no,
            facts=self.facts,
            **more,
        )


class RecordFalseRecord(
    _Finding, verb="record-false", label=Label("认定虚假记录", "Record a false record"),
    who=(Role.TOWN, Role.COD, Role.EVO), approved_by=(Role.LG,), opens=True,
):  # fmt: skip
    """A record was made up, verified by an inquiry (UD4, MD2, CD2, GD1, AD1; V-ANY-FALSE).

    A false service counts by its revocation already: this is for what cannot be revoked, such as
    a roll, a minute, a proof of a commitment. record: which one.
    """

    subject_kind: SubjectKind
    on: date
    record: UUID | None = None

    def reads(self, state: Finding, context: Context) -> Reads:
        yield from reads_of_subject(self.subject_kind, self.subject, context)

    def decide(self, state: Finding, context: Context) -> Outcome:
        false = FindingKind.FALSE_RECORD
        whom = self.subject_kind
        yield self.recorded(state, false, whom, self.on, context, record=self.record)


class RegisterVetoCertificate(
    _Finding, verb="register-veto", label=Label("登记一票否决书", "Register a veto certificate"),
    who=(Role.COD, Role.EVO), approved_by=(Role.LG,), opens=True,
):  # fmt: skip
    """A competent authority vetoed the subject (V-ANY-VETO-CERT): taken as given, never computed.

    document_no: the certificate's own number; on: its date.
    """

    subject_kind: SubjectKind
    on: date
    issued_by: Line

    def reads(self, state: Finding, context: Context) -> Reads:
        yield from reads_of_subject(self.subject_kind, self.subject, context)

    def decide(self, state: Finding, context: Context) -> Outcome:
        veto, issuer = FindingKind.VETO_CERTIFICATE, self.issued_by
        whom = self.subject_kind
        yield self.recorded(state, veto, whom, self.on, context, issued_by=issuer)


class RecordCommendation(
    _Finding, verb="record-commendation", label=Label("登记上级表彰", "Record a commendation"),
    who=(Role.COD,), approved_by=(Role.LG,), opens=True,
):  # fmt: skip
    """A body above the county commended a unit for its part in community work (UB3)."""

    on: date
    issued_by: Line
    level: Level

    def reads(self, state: Finding, context: Context) -> Reads:
        yield from reads_of_subject(SubjectKind.UNIT, self.subject, context)

    def decide(self, state: Finding, context: Context) -> Outcome:
        kind, issuer = FindingKind.COMMENDATION, {"issued_by": self.issued_by, "level": self.level}
        yield self.recorded(state, kind, SubjectKind.UNIT, self.on, context, **issuer)


class RecordUnreportedIncident(
    _Finding, verb="record-unreported",
    label=Label("认定漏报重大事项", "Record an unreported incident"), who=(Role.TOWN, Role.COD),
    approved_by=(Role.LG,), opens=True,
):  # fmt: skip
    """A community kept a major incident back, confirmed by an inquiry (CD1)."""

    on: date

    def reads(self, state: Finding, context: Context) -> Reads:
        yield from reads_of_subject(SubjectKind.COMMUNITY, self.subject, context)

    def decide(self, state: Finding, context: Context) -> Outcome:
        kept_back = FindingKind.INCIDENT_UNREPORTED
        yield self.recorded(state, kept_back, SubjectKind.COMMUNITY, self.on, context)


class UpholdComplaint(
    _Finding, verb="uphold-complaint", label=Label("认定投诉属实", "Uphold a complaint"),
    who=(Role.CS,), approved_by=(Role.TOWN,), opens=True,
):  # fmt: skip
    """A complaint about a shop was found justified (B4). It counts in the year it was made in."""

    community: CommunityCode
    case: UUID

    def reads(self, state: Finding, context: Context) -> Reads:
        yield case_ref(self.case)
        yield from reads_of_subject(SubjectKind.MERCHANT, self.subject, context)

    def decide(self, state: Finding, context: Context) -> Outcome:
        made_on = self._complained_on(context.look(case_ref(self.case)))
        upheld = FindingKind.UPHELD_COMPLAINT
        shop = SubjectKind.MERCHANT
        yield self.recorded(state, upheld, shop, made_on, context, record=self.case)

    def _complained_on(self, case: Case) -> date:
        require(  # B4
            case.kind is CaseKind.COMPLAINT
            and case.state in ENDED
            and case.outcome is not None
            and case.reported_at is not None,
            "not_a_closed_complaint",
            "只有已办结的投诉才能认定属实，请核对事件编号或先办结。",
            "Only a closed complaint can be upheld; check the case, or close it first.",
        )
        require(
            case.community == self.community,
            "case_of_another_community",
            f"此事件不属于{self.community}，请由所属社区认定。",
            f"This case is not of {self.community}; let its own community decide.",
        )
        assert case.reported_at is not None  # noqa: S101 - for the type checker
        return local_date(case.reported_at)


class RevokeFinding(
    Command[Finding], verb="revoke", label=Label("撤销认定", "Revoke a finding"),
    who=(Role.TOWN, Role.COD, Role.EVO), approved_by=(Role.LG,),
):  # fmt: skip
    """It was wrong, or was set aside by a higher decision. What it said stays on record."""

    reason: PrivateText
    document_no: DocumentNo

    def decide(self, state: Finding, context: Context) -> Outcome:
        require(
            state.state is not None,
            "no_such_finding",
            "查无此认定，请核对编号。",
            "There is no such finding; check its id.",
        )
        require(
            state.state is FindingState.RECORDED,
            "finding_revoked",
            "该认定已撤销，无需再办。",
            "This finding is revoked already.",
        )
        yield FindingRevoked(person=state.person, **dict(self))

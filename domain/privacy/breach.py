"""Breach 个人信息安全事件 (SYS-20, PIPL art. 57): what happened, to how many, who answers for it.

A confirmed one bars whoever is responsible from all honours of its year (V-ANY-PI).
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field

from domain.body import BODY, Body, BodyType
from domain.dates import require_happened
from domain.finding.subjects import OF_UNITS
from domain.grid import GRID
from domain.kernel import (
    Aggregate,
    Command,
    Concern,
    Context,
    Event,
    Label,
    Outcome,
    PrivateText,
    Reads,
    Ref,
    SealedText,
    require,
)
from domain.person import PERSON
from domain.roles import Role
from domain.ruleset import SubjectKind
from domain.unit import UNIT, Unit
from domain.vocabulary import CommunityCode, DocumentNo

Affected = Annotated[int, Field(ge=0, le=10_000_000)]
AGGREGATE_OF: Final[dict[SubjectKind, Aggregate[Any]]] = {
    SubjectKind.UNIT: UNIT,
    SubjectKind.SOCIAL_ORG: UNIT,
    SubjectKind.MERCHANT: UNIT,
    SubjectKind.MEMBER: PERSON,
    SubjectKind.COMMUNITY: BODY,
    SubjectKind.GRID: GRID,
}


@dataclass(frozen=True, slots=True)
class Breach:
    """kind, subject: who is responsible, once that is confirmed. authority, persons: when they were
    told of it."""

    happened_on: date | None = None
    community: str | None = None
    kind: SubjectKind | None = None
    subject: UUID | None = None
    authority: date | None = None
    persons: date | None = None


class BreachRecorded(Event[Breach], name="breach.recorded"):
    """affected: how many persons. told_authority_on, told_persons_on: PIPL art. 57."""

    happened_on: date
    found_on: date
    about: SealedText
    affected: Affected
    community: CommunityCode | None = None
    told_authority_on: date | None = None
    told_persons_on: date | None = None

    def apply(self, state: Breach) -> Breach:
        return Breach(
            self.happened_on,
            self.community,
            authority=self.told_authority_on,
            persons=self.told_persons_on,
        )


class BreachTold(Event[Breach], name="breach.told"):
    """Whom it was told after it had been recorded; None: nothing new of that."""

    told_authority_on: date | None = None
    told_persons_on: date | None = None

    def apply(self, state: Breach) -> Breach:
        return replace(
            state,
            authority=self.told_authority_on or state.authority,
            persons=self.told_persons_on or state.persons,
        )


class BreachConfirmed(Event[Breach], name="breach.confirmed"):
    """happened_on: in which year it counts."""

    kind: SubjectKind
    subject: UUID
    happened_on: date
    document_no: DocumentNo

    def apply(self, state: Breach) -> Breach:
        return replace(state, kind=self.kind, subject=self.subject)


class BreachConfirmationRevoked(Event[Breach], name="breach.confirmation_revoked"):
    kind: SubjectKind
    subject: UUID
    happened_on: date
    reason: SealedText
    document_no: DocumentNo

    def apply(self, state: Breach) -> Breach:
        return replace(state, kind=None, subject=None)


class RecordBreach(
    Command[Breach], verb="record", label=Label("记录个人信息安全事件", "Record breach"),
    who=(Role.PIO,), opens=True,
):  # fmt: skip
    """Puts a leak, loss or misuse of personal data on record as soon as it is found.

    affected: how many persons, as far as known. Who answers for it is confirmed afterwards.
    """

    happened_on: date
    found_on: date
    about: PrivateText
    affected: Affected
    community: CommunityCode | None = None
    told_authority_on: date | None = None
    told_persons_on: date | None = None

    def decide(self, state: Breach, context: Context) -> Outcome:
        require(
            state.happened_on is None,
            "breach_recorded",
            "该事件已记录。",
            "This breach is on record already.",
        )
        days = self.found_on, self.told_authority_on, self.told_persons_on
        _must_come_after(self.happened_on, days, context)
        yield BreachRecorded(**dict(self))


class RecordBreachNotice(
    Command[Breach], verb="record-notice", label=Label("登记告知情况", "Record who was told"),
    who=(Role.PIO,),
):  # fmt: skip
    """When the authority, or the persons, were told of a breach on record (PIPL art. 57)."""

    told_authority_on: date | None = None
    told_persons_on: date | None = None

    def decide(self, state: Breach, context: Context) -> Outcome:
        days = self.told_authority_on, self.told_persons_on
        _must_come_after(_must_be_recorded(state), days, context)
        require(
            days != (None, None),
            "nobody_told",
            "请填写告知主管部门或告知个人的日期。",
            "Say when the authority or the persons were told.",
        )
        told = BreachTold(**dict(self))
        if told.apply(state) != state:
            yield told


class ConfirmBreach(
    Command[Breach], verb="confirm", label=Label("认定责任主体", "Confirm who is responsible"),
    who=(Role.PIO,), approved_by=(Role.LG,),
):  # fmt: skip
    """Says, with a document, who answers for it: V-ANY-PI bars him from all honours of the year."""

    kind: SubjectKind
    subject: UUID
    document_no: DocumentNo

    def reads(self, state: Breach, context: Context) -> Reads:
        yield self._ref

    def decide(self, state: Breach, context: Context) -> Outcome:
        happened_on = _must_be_recorded(state)
        require(
            state.subject is None,
            "breach_confirmed",
            "该事件已认定责任主体，如有误请先撤销认定。",
            "Somebody has been found responsible already; revoke that first if it is wrong.",
        )
        require(
            _is_one(self.kind, context.look(self._ref)),
            "no_such_subject",
            "查无此责任主体，请核对类别与编号。",
            "There is no such subject; check its kind and its id.",
        )
        yield BreachConfirmed(happened_on=happened_on, **dict(self))

    @property
    def _ref(self) -> Ref[Any]:
        return AGGREGATE_OF[self.kind].ref(self.subject)


class RevokeConfirmation(
    Command[Breach], verb="revoke-confirmation", who=(Role.PIO,), approved_by=(Role.LG,),
    label=Label("撤销责任认定", "Revoke confirmation"),
):  # fmt: skip
    """The finding was wrong: the bar goes, and both stay on record."""

    reason: PrivateText
    document_no: DocumentNo

    def decide(self, state: Breach, context: Context) -> Outcome:
        happened_on = _must_be_recorded(state)
        require(
            state.subject is not None,
            "breach_not_confirmed",
            "该事件尚未认定责任主体，无需撤销。",
            "Nobody has been found responsible, so there is nothing to revoke.",
        )
        yield BreachConfirmationRevoked(
            kind=state.kind, subject=state.subject, happened_on=happened_on, **dict(self)
        )


def _must_come_after(happened_on: date, days: tuple[date | None, ...], context: Context) -> None:
    for day in days:
        if day is not None:
            require_happened(day, context)
            require(
                happened_on <= day,
                "found_before_it_happened",
                "发现和告知日期不得早于发生日期，请核对。",
                "It is found and told after it happened; check the dates.",
            )


def _is_one(kind: SubjectKind, found: Any) -> bool:
    """Whether it is there, and is what it is called: another kind would bar nobody."""
    if found == AGGREGATE_OF[kind].initial:
        return False
    match found:
        case Unit():
            of_itself = found.big_party_committee or found.kind not in OF_UNITS.values()
            return found.kind is OF_UNITS[kind] if kind in OF_UNITS else of_itself
        case Body():
            return found.type is BodyType.COMMUNITY_PARTY_ORG
        case _:
            return True


def _must_be_recorded(state: Breach) -> date:
    require(
        state.happened_on is not None,
        "no_such_breach",
        "查无此事件，请先记录。",
        "There is no such breach; record it first.",
    )
    assert state.happened_on is not None  # noqa: S101 - for the type checker
    return state.happened_on


BREACH: Final = Aggregate(
    name="breach",
    collection="breaches",
    label=Label("个人信息安全事件", "Breach"),
    initial=Breach(),
    commands=(RecordBreach, RecordBreachNotice, ConfirmBreach, RevokeConfirmation),
    events=(BreachRecorded, BreachTold, BreachConfirmed, BreachConfirmationRevoked),
    concerns=lambda state, command: Concern(
        community=state.community or getattr(command, "community", None)
    ),
)

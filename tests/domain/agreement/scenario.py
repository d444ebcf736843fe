"""The agreement of EX-09: community FC01 and one unit, 2022, and the people around it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from domain.agreement import (
    AGREEMENT,
    AgreementDrafted,
    AgreementNegotiated,
    AgreementSignedByCommunity,
    AgreementSignedByParty,
    AgreementTookEffect,
    CommitmentProposed,
    CommitmentReportedDone,
    CommitmentStarted,
    PartyKind,
    Terms,
)
from domain.body import BODY, Basis, BodyEstablished, BodyType, Post, PostAppointed, body_ref
from domain.kernel import Actor, Event, Period, Ref
from domain.person import PERSON, MemberJoinedUnit, Person, person_ref
from domain.roles import Role
from domain.ruleset import RULEBOOK, RulesetAdopted, rulebook_ref, ruleset_2022
from domain.unit import (
    UNIT,
    UnitEnrolled,
    UnitKind,
    UnitSignatoryAuthorised,
    UnitWithdrawn,
    WithdrawalReason,
    unit_ref,
)
from domain.vocabulary import FiveForm, FivePurpose
from tests.spec import Given, given

PARTY, OTHER_UNIT = UUID(int=100), UUID(int=200)
SECRETARY_ID, LIAISON_ID, RESIDENT_ID, STRANGER_ID = (UUID(int=n) for n in (11, 12, 13, 14))
SECRETARY = Actor(role=Role.CS, person=SECRETARY_ID, scopes=("community:FC01",))
LIAISON = Actor(role=Role.UNIT, person=LIAISON_ID, scopes=(f"unit:{PARTY}",))
RESIDENT = Actor(role=Role.RES, person=RESIDENT_ID, scopes=("self",))
FILE = "ab" * 32

ESTABLISHED = BodyEstablished(
    code="FC01", type=BodyType.COMMUNITY_PARTY_ORG, title="繁城第一社区党组织（合成）",
    community="FC01", on=date(2020, 1, 1), document_no="【合成】1号",
)  # fmt: skip
APPOINTED = PostAppointed(
    appointment=UUID(int=500), person=SECRETARY_ID, post=Post.SECRETARY, basis=Basis.ELECTED,
    period=Period(start=date(2021, 1, 1)), document_no="【合成】2号",
)  # fmt: skip
ENROLLED = UnitEnrolled(
    unit=PARTY, title="县财政局（合成）", kind=UnitKind.ORGAN, community="FC01", on=date(2021, 6, 1)
)
AUTHORISED = UnitSignatoryAuthorised(
    person=LIAISON_ID, period=Period(start=date(2022, 1, 1)), document_no="【合成】3号"
)
ADOPTED = RulesetAdopted(ruleset=ruleset_2022(), document_no="【合成】4号")


def withdrawn(last_day: date) -> UnitWithdrawn:
    return UnitWithdrawn(
        last_day=last_day, reason=WithdrawalReason.DISSOLVED, document_no="【合成】5号"
    )


def member_of(unit: UUID, since: date = date(2021, 1, 1)) -> Person:
    return PERSON.replay([MemberJoinedUnit(unit=unit, on=since)])


WORLD: Mapping[Ref[Any], Any] = {
    body_ref("FC01"): BODY.replay([ESTABLISHED, APPOINTED]),
    unit_ref(PARTY): UNIT.replay([ENROLLED, AUTHORISED]),
    rulebook_ref(): RULEBOOK.replay([ADOPTED]),
    person_ref(SECRETARY_ID): member_of(OTHER_UNIT),
}


def terms(title: str = "开放文体场馆", weight: int = 3, due_on: date = date(2022, 6, 30)) -> Terms:
    return Terms(
        form=FiveForm.SHARED_RESOURCES, purpose=FivePurpose.CULTURE, title=title,
        deliverable="每周向居民开放两次", weight=weight, due_on=due_on,
    )  # fmt: skip


DRAFTED = AgreementDrafted(
    community="FC01", party=PARTY, party_kind=PartyKind.UNIT, year=2022,
    framework="【合成】框架1号",
    work_priorities=("红色网格",), projects=("场馆开放",), measures=("每月调度",),
)  # fmt: skip
GYM, EARLY = UUID(int=901), UUID(int=902)
PROPOSED = CommitmentProposed(commitment=GYM, terms=terms())
PROPOSED_EARLY = CommitmentProposed(
    commitment=EARLY, terms=terms("春节慰问", weight=2, due_on=date(2022, 3, 31))
)
NEGOTIATED = AgreementNegotiated(
    work_priorities=DRAFTED.work_priorities, projects=DRAFTED.projects, measures=DRAFTED.measures
)
READY = (DRAFTED, PROPOSED, PROPOSED_EARLY, NEGOTIATED)
COMMUNITY_SIGNED = AgreementSignedByCommunity(signatory=SECRETARY_ID, on=date(2022, 3, 25))
PARTY_SIGNED = AgreementSignedByParty(signatory=LIAISON_ID, on=date(2022, 4, 20))
TOOK_EFFECT = AgreementTookEffect(
    effective_on=date(2022, 4, 20), deadline=date(2022, 3, 31), days_late=20, ruleset="2022.1",
    not_counted=(EARLY,),
)  # fmt: skip
EFFECTIVE = (*READY, COMMUNITY_SIGNED, PARTY_SIGNED, TOOK_EFFECT)
STARTED = CommitmentStarted(commitment=GYM, on=date(2022, 5, 1))
REPORTED = CommitmentReportedDone(commitment=GYM, on=date(2022, 6, 20), evidence=(FILE,))
IN_REPORT = (*EFFECTIVE, STARTED, REPORTED)


def agreed(*facts: Event[Any]) -> Given[Any]:
    """After these facts, in the world above, by the secretary."""
    return given(AGREEMENT, *facts).looking(WORLD).by(SECRETARY)

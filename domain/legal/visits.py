"""Legal visits: planned by the community, recorded there, confirmed by the officer (SYS-13)."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.case import case_ref
from domain.community import community_ref, must_be_community
from domain.dates import require_happened
from domain.kernel import (
    Aggregate,
    Command,
    Concern,
    Context,
    Event,
    Label,
    Outcome,
    PrivateLine,
    Reads,
    Ref,
    SealedText,
    derived_id,
    require,
)
from domain.legal.state import (
    LegalRole,
    LegalVisit,
    VisitKind,
    VisitState,
    must_be_planned,
)
from domain.roles import Role
from domain.vocabulary import CommunityCode

People = Annotated[int, Field(ge=0, le=10_000)]
Cases = Annotated[tuple[UUID, ...], Field(max_length=100)]


class LegalVisitPlanned(Event[LegalVisit], name="legal_visit.planned"):
    community: CommunityCode
    role: LegalRole
    person: UUID
    on: date

    def apply(self, state: LegalVisit) -> LegalVisit:
        return LegalVisit(self.community, self.role, self.person, self.on, VisitState.PLANNED)


class LegalVisitCancelled(Event[LegalVisit], name="legal_visit.cancelled"):
    reason: SealedText

    def apply(self, state: LegalVisit) -> LegalVisit:
        return replace(state, state=VisitState.CANCELLED)


class LegalVisitHeld(Event[LegalVisit], name="legal_visit.held"):
    """people_served: how many. cases: those that were touched."""

    community: CommunityCode
    role: LegalRole
    person: UUID
    held_on: date
    kind: VisitKind
    people_served: People
    cases: Cases = ()

    def apply(self, state: LegalVisit) -> LegalVisit:
        return replace(state, state=VisitState.HELD)


class LegalVisitRecorded(Event[LegalVisit], name="legal_visit.recorded"):
    """The officer confirmed with his own name that he was there."""

    confirmed_by: UUID

    def apply(self, state: LegalVisit) -> LegalVisit:
        return replace(state, state=VisitState.RECORDED)


class PlanVisit(
    Command[LegalVisit], verb="plan", label=Label("排班", "Plan legal visit"), who=(Role.CS,),
    opens=True,
):  # fmt: skip
    """Says on which day an officer appointed to the community, or its adviser, comes (R-33)."""

    community: CommunityCode
    role: LegalRole
    person: UUID
    on: date

    def reads(self, state: LegalVisit, context: Context) -> Reads:
        yield community_ref(self.community)

    def decide(self, state: LegalVisit, context: Context) -> Outcome:
        must_be_community(self.community, context)
        require(
            self.on >= context.on,
            "plan_in_the_past",
            f"{self.on}已过，排班须在到访之前；请改排以后的日期。",
            f"{self.on} is over, and a visit is planned before it; choose a later day.",
        )
        require(
            state.state in (None, VisitState.CANCELLED),
            "visit_planned",
            "此人当日在该社区已有排班，无需再排。",
            "This person's visit to the community on that day is planned already.",
        )
        _must_be_appointed(self.role, self.person, self.on, self.community, context)
        yield LegalVisitPlanned(**dict(self))


class CancelVisit(
    Command[LegalVisit], verb="cancel", label=Label("取消排班", "Cancel legal visit"),
    who=(Role.CS,),
):  # fmt: skip
    """The visit does not take place."""

    reason: PrivateLine

    def decide(self, state: LegalVisit, context: Context) -> Outcome:
        must_be_planned(state)
        yield LegalVisitCancelled(reason=self.reason)


class RecordVisit(
    Command[LegalVisit], verb="record", label=Label("登记到访", "Record legal visit"),
    who=(Role.CW,), approved_by=(Role.LEG,),
):  # fmt: skip
    """What was done at the visit. It counts once the officer has confirmed it himself.

    cases: the cases of this community that it touched.
    """

    held_on: date
    kind: VisitKind
    people_served: People
    cases: Cases = ()

    def approver_concern(self, state: LegalVisit) -> Concern:
        return Concern(persons=_officer(state.person))

    def reads(self, state: LegalVisit, context: Context) -> Reads:
        if state.community is not None:
            yield community_ref(state.community)
        for case in self.cases:
            yield case_ref(case)

    def decide(self, state: LegalVisit, context: Context) -> Outcome:
        must_be_planned(state)
        require_happened(self.held_on, context)
        community, role, person = state.community, state.role, state.person
        assert community and role and person  # noqa: S101, PT018 - all known
        _must_be_appointed(role, person, self.held_on, community, context)
        require(  # SYS-13: confirmed by the officer
            context.approver is not None and context.approver.person == person,
            "officer_confirms",
            "到访须由到访的法官、检察官、警官或法律顾问本人确认。",
            "The officer or adviser who came confirms the visit himself; ask him.",
        )
        require(
            all(context.look(case_ref(case)).community == community for case in self.cases),
            "no_such_case",
            "涉及的事件须是本社区的事件，请核对编号。",
            "The cases it touched must be cases of this community; check their ids.",
        )
        yield LegalVisitHeld(
            community=community,
            role=role,
            person=person,
            **dict(self) | {"cases": tuple(dict.fromkeys(self.cases))},
        )
        yield LegalVisitRecorded(confirmed_by=person)


def _officer(person: UUID | None) -> frozenset[UUID]:
    return frozenset() if person is None else frozenset({person})


def _must_be_appointed(
    role: LegalRole, person: UUID, day: date, community: str, context: Context
) -> None:
    require(  # SYS-13: the person is appointed to the community
        context.look(community_ref(community)).holds(person, {role.post}, day),
        "not_appointed",
        f"此人{day}当日未派驻本社区担任该角色，请先办理任命。",
        f"This person is not appointed to the community in this role on {day}; appoint him first.",
    )


LEGAL_VISIT: Final = Aggregate(
    name="legal_visit",
    collection="legal-visits",
    label=Label("三官一顾问到访", "Legal visit"),
    initial=LegalVisit(),
    commands=(PlanVisit, CancelVisit, RecordVisit),
    events=(LegalVisitPlanned, LegalVisitCancelled, LegalVisitHeld, LegalVisitRecorded),
    identify=lambda command: derived_id(
        "legal-visit", command.community, command.person, command.role, command.on
    ),
    concerns=lambda state, command: Concern(
        community=state.community or getattr(command, "community", None),
        persons=_officer(state.person or getattr(command, "person", None)),
    ),
)


def legal_visit_ref(community: str, person: UUID, role: LegalRole, on: date) -> Ref[LegalVisit]:
    return LEGAL_VISIT.ref(derived_id("legal-visit", community, person, role, on))

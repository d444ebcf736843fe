"""A registration is transferred, withdrawn, or ends with the member's service (SYS-10)."""

from dataclasses import replace
from datetime import date
from typing import Final
from uuid import UUID

from domain.community import community_ref, must_be_community
from domain.dates import require_happened
from domain.kernel import (
    Command,
    Context,
    Event,
    Label,
    Outcome,
    Period,
    PrivateText,
    Reads,
    SealedText,
    require,
)
from domain.person import person_ref
from domain.person.state import ONE_DAY
from domain.registration.member_state import (
    EndReason,
    MemberRegistration,
    MemberStatus,
    Registration,
)
from domain.roles import Role
from domain.vocabulary import CommunityCode

OPEN: Final = frozenset({MemberStatus.SUBMITTED, MemberStatus.CONFIRMED})


class MemberRegistrationTransferred(
    Event[MemberRegistration], name="member_registration.transferred"
):
    """At `from_community` until the day before `on`, at `community` from `on`: no gap day."""

    person: UUID
    from_community: CommunityCode
    community: CommunityCode
    unit: UUID | None = None
    on: date

    def apply(self, state: MemberRegistration) -> MemberRegistration:
        left = state.with_latest_ended(MemberStatus.TRANSFERRED, self.on - ONE_DAY)
        last = left.registrations[-1]
        new = replace(
            last,
            community=self.community,
            unit=self.unit or last.unit,
            submitted_on=self.on,
            status=MemberStatus.CONFIRMED,
            period=Period(start=self.on),
        )
        return replace(left, registrations=(*left.registrations, new))


class MemberRegistrationWithdrawn(
    Event[MemberRegistration], name="member_registration.withdrawn", sealed_for="person"
):
    """Not registered any more at the end of `on`."""

    person: UUID
    community: CommunityCode
    on: date
    reason: SealedText | None = None

    def apply(self, state: MemberRegistration) -> MemberRegistration:
        return state.with_latest_ended(MemberStatus.WITHDRAWN, self.on - ONE_DAY)


class MemberRegistrationEnded(Event[MemberRegistration], name="member_registration.ended"):
    person: UUID
    community: CommunityCode
    last_day: date
    reason: EndReason

    def apply(self, state: MemberRegistration) -> MemberRegistration:
        return state.with_latest_ended(MemberStatus.ENDED, self.last_day)


class TransferMemberRegistration(
    Command[MemberRegistration], verb="transfer", who=(Role.MEM,),
    label=Label("转接报到", "Transfer member registration"),
):  # fmt: skip
    """The member moves his registration to another community from this day, without a gap.

    Nothing is left to confirm: he was confirmed once, and it counts for his unit wherever it is.
    """

    community: CommunityCode

    def reads(self, state: MemberRegistration, context: Context) -> Reads:
        yield community_ref(self.community)
        if state.person is not None:
            yield person_ref(state.person)

    def decide(self, state: MemberRegistration, context: Context) -> Outcome:
        person, current = _must_be_registered(state, context.on)
        if self.community == current.community:
            return
        must_be_community(self.community, context)
        yield MemberRegistrationTransferred(
            person=person,
            from_community=current.community,
            community=self.community,
            unit=context.look(person_ref(person)).unit_on(context.on),
            on=context.on,
        )


class WithdrawRegistration(
    Command[MemberRegistration], verb="withdraw", who=(Role.MEM,),
    label=Label("撤回报到", "Withdraw registration"),
):  # fmt: skip
    """The member takes back his submission or his registration; nobody may hold him (AM-34)."""

    reason: PrivateText | None = None

    def decide(self, state: MemberRegistration, context: Context) -> Outcome:
        latest = state.latest
        require(
            latest is not None and latest.status in OPEN,
            "not_registered",
            "目前没有报到，无需撤回。",
            "There is no registration to withdraw.",
        )
        assert state.person is not None and latest is not None  # noqa: S101, PT018
        _must_not_precede(latest, context.on)
        yield MemberRegistrationWithdrawn(
            person=state.person, community=latest.community, on=context.on, reason=self.reason
        )


class EndRegistration(
    Command[MemberRegistration], verb="end", who=(Role.CW, Role.SYS),
    label=Label("终止报到", "End registration"),
):  # fmt: skip
    """Ends it because the member's service ended (P-07); `last_day` still counts."""

    last_day: date
    reason: EndReason

    def reads(self, state: MemberRegistration, context: Context) -> Reads:
        if state.person is not None:
            yield person_ref(state.person)

    def decide(self, state: MemberRegistration, context: Context) -> Outcome:
        require_happened(self.last_day, context)
        person, current = _must_be_registered(state, self.last_day)
        require(  # P-07: whoever goes on serving goes on owing registration
            not context.look(person_ref(person)).in_service_on(self.last_day + ONE_DAY),
            "still_in_service",
            "此人次日仍为在职党员，请先由单位办理转出。",
            "The person is in service on the next day; the unit must record the leaving first.",
        )
        yield MemberRegistrationEnded(person=person, community=current.community, **dict(self))


def _must_be_registered(state: MemberRegistration, day: date) -> tuple[UUID, Registration]:
    current = state.current
    require(
        current is not None,
        "not_registered",
        "目前没有已确认的报到，请先办理报到。",
        "There is no confirmed registration; register first.",
    )
    assert state.person is not None and current is not None  # noqa: S101, PT018 - type checker
    _must_not_precede(current, day)
    return state.person, current


def _must_not_precede(registration: Registration, day: date) -> None:
    require(
        registration.submitted_on <= day,
        "ends_before_start",
        f"日期不得早于报到日期{registration.submitted_on}。",
        f"The day may not lie before the registration, {registration.submitted_on}.",
    )

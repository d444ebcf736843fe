"""Who is given a post in a body, on what basis, and until when (SYS-02, R-13)."""

from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID

from domain.body.events import PostAppointed, PostAppointmentEnded
from domain.body.state import (
    FIVE_BASES,
    PART_TIME,
    Basis,
    Body,
    BodyType,
    EndReason,
    Post,
    must_exist,
)
from domain.kernel import Actor, Command, Context, Label, Outcome, Period, Reads, Ref, require
from domain.roles import Role
from domain.vocabulary import DocumentNo

if TYPE_CHECKING:
    from domain.person import Person
    from domain.unit import Unit

OF_PARTY_MEMBERS: Final = frozenset(  # R-13(b)
    {Basis.PROPERTY_COMPANY, Basis.OWNERS_COMMITTEE, Basis.PARTY_DELEGATE}
)
PARTY_OFFICES: Final = frozenset(
    {Post.SECRETARY, Post.PART_TIME_DEPUTY_SECRETARY, Post.GROUP_LEADER}
)


class _OfPosts(Command[Body]):
    """SYS-02: the county decides alone, a community secretary with the town's consent."""

    def needs_consent(self, actor: Actor) -> bool:
        return actor.role is Role.CS


class AppointToPost(
    _OfPosts, verb="appoint", label=Label("任命", "Appoint to post"), who=(Role.COD, Role.CS),
    approved_by=(Role.TOWN,),
):  # fmt: skip
    """Gives a person a post in this body. R-13: every part-time post has a basis and a document.

    The county appoints at once, a community secretary with the town's consent (SYS-02).
    unit: the one that the holder comes from and sits there for.
    """

    person: UUID
    post: Post
    basis: Basis
    period: Period
    document_no: DocumentNo
    unit: UUID | None = None

    def reads(self, state: Body, context: Context) -> Reads:
        yield _person_ref(self.person)
        if self.unit is not None:
            yield _unit_ref(self.unit)

    def decide(self, state: Body, context: Context) -> Outcome:
        must_exist(state, self.period.start)
        require(
            self.period.end is None or self.period.start <= self.period.end,
            "ends_before_start",
            "任职结束日期不得早于开始日期，请核对。",
            "The post may not end before it starts; check the dates.",
        )
        self._check_basis(context)
        require(  # R-13(b), SYS-02: Party member where required
            not self._is_for_party_members() or self._is_party_member(context),
            "not_a_party_member",
            "此职务须由党员担任，请另择人选或更正其党员信息。",
            "This post is for Party members; choose another person, or correct the record.",
        )
        require(  # one fact on the grid
            state.type is not BodyType.GRID_BRANCH or self.post is not Post.SECRETARY,
            "appoint_the_grid_head",
            "网格党支部书记由网格长兼任，请在网格中任命网格长。",
            "The grid head is the branch secretary; appoint the head of the grid.",
        )
        require(  # AM-16: one post per person in one committee
            not any(
                a.person == self.person and a.period.overlaps(self.period)
                for a in state.appointments
            ),
            "post_held",
            "此人在该机构已任职，请先免去原职。",
            "This person already holds a post in this body; end that appointment first.",
        )
        yield PostAppointed(appointment=context.new_id("appointment"), **dict(self))

    def _check_basis(self, context: Context) -> None:
        require(  # a part-time post has one of the five bases
            self.post not in PART_TIME or self.basis in FIVE_BASES,
            "basis_missing",
            "兼职须注明县派、驻地单位、物业、业委会或党代表之一，请核对。",
            "A part-time post rests on one of the five bases of R-13; give the right one.",
        )
        require(
            self.unit is None or context.look(_unit_ref(self.unit)).enrolled_on(self.period.start),
            "unit_not_enrolled",
            f"{self.period.start}当日该单位未入册，请先办理单位入册或核对日期。",
            f"The unit is not enrolled on {self.period.start}; enrol it first, or check the date.",
        )
        # R-13(a): only the county assigns the leaders of the government building's units.
        require(
            self.basis is not Basis.COUNTY_ASSIGNED or context.actor.role is Role.COD,
            "county_assigns",
            "县派兼职须由县委组织部任命，请由组织部办理。",
            "Only the Organisation Department assigns county leaders; ask it to appoint.",
        )

    def _is_for_party_members(self) -> bool:
        return self.basis in OF_PARTY_MEMBERS or self.post in PARTY_OFFICES

    def _is_party_member(self, context: Context) -> bool:
        return context.look(_person_ref(self.person)).is_party_member_on(self.period.start)


class EndAppointment(
    _OfPosts, verb="end-appointment", label=Label("免职", "End appointment"),
    who=(Role.COD, Role.CS), approved_by=(Role.TOWN,),
):  # fmt: skip
    """Ends a post on a date, that day included; before the end it was given, if it has one."""

    appointment: UUID
    on: date
    reason: EndReason

    def decide(self, state: Body, context: Context) -> Outcome:
        found = next((a for a in state.appointments if a.id == self.appointment), None)
        require(
            found is not None,
            "no_such_appointment",
            "查无此任职，请核对任职编号。",
            "There is no such appointment; check its id.",
        )
        assert found is not None  # noqa: S101 - for the type checker
        require(
            found.period.end is None or self.on < found.period.end,
            "appointment_ended",
            "该任职届时已免，无需再免。",
            "This appointment has ended by then already.",
        )
        require(
            self.on >= found.period.start,
            "ends_before_start",
            f"免职日期不得早于任职日期{found.period.start}。",
            f"The end may not lie before the start, {found.period.start}.",
        )
        yield PostAppointmentEnded(**dict(self))


def _person_ref(id: UUID) -> "Ref[Person]":
    # Imported late: a person's unit works in a community, and a community is a body.
    from domain.person import person_ref

    return person_ref(id)


def _unit_ref(id: UUID) -> "Ref[Unit]":
    from domain.unit import unit_ref

    return unit_ref(id)

"""Who may be nominated by whom, and how a nomination is taken back (SYS-17)."""

from datetime import date
from typing import Final
from uuid import UUID

from domain.body import BodyType, body_ref
from domain.calendar import Year
from domain.honour.events import HonourNominated, NominationWithdrawn
from domain.honour.programme import must_exist
from domain.honour.programme_events import CandidateNominated
from domain.honour.refs import programme_ref
from domain.honour.state import HELD, OUT, Nomination
from domain.kernel import (
    Command,
    Context,
    Elsewhere,
    Label,
    Outcome,
    PrivateText,
    Reads,
    require,
)
from domain.person import person_ref
from domain.registration import member_registration_ref
from domain.roles import Role
from domain.ruleset import SubjectKind
from domain.ruleset.lines import RuleId
from domain.unit import UnitKind, unit_ref
from domain.vocabulary import CommunityCode, Digest, GridCode

NOMINATORS: Final = (Role.CS, Role.GH, Role.UNIT, Role.CW, Role.TOWN)
# SYS-17: an association is also nominated by its incubation centre, whose staff are CW or TOWN.
MAY_NOMINATE: Final = {
    SubjectKind.UNIT: frozenset({Role.CS}),
    SubjectKind.MERCHANT: frozenset({Role.CS}),
    SubjectKind.MEMBER: frozenset({Role.GH, Role.UNIT, Role.CS}),
    SubjectKind.SOCIAL_ORG: frozenset({Role.CS, Role.CW, Role.TOWN}),
}
INCUBATORS: Final = frozenset({Role.CW, Role.TOWN})


class Nominate(
    Command[Nomination], verb="nominate", label=Label("提名", "Nominate"), who=NOMINATORS,
    opens=True,
):  # fmt: skip
    """Proposes a subject for a title of a year, with its deeds.

    unit: that the member belongs to, or the subject itself. community: where the member is
    registered, or the unit works. grid: of the grid head who nominates. consent: of a natural
    person, as a digest of the signed paper.
    """

    programme: RuleId
    year: Year
    subject: UUID
    unit: UUID
    community: CommunityCode
    grid: GridCode | None = None
    deeds: PrivateText
    consent: Digest | None = None

    def reads(self, state: Nomination, context: Context) -> Reads:
        programme = yield programme_ref(self.programme, self.year)
        yield unit_ref(self.unit)
        if programme.subject is SubjectKind.MEMBER:
            yield person_ref(self.subject)
            yield member_registration_ref(self.subject)
        if context.actor.person is not None:
            yield person_ref(context.actor.person)
        if context.actor.body is not None:
            yield body_ref(context.actor.body)

    def decide(self, state: Nomination, context: Context) -> Outcome:
        programme = context.look(programme_ref(self.programme, self.year))
        must_exist(programme)
        kind = programme.subject
        assert kind is not None  # noqa: S101 - it exists
        require(  # SYS-17: one for each title, subject and year
            state.state is None,
            "already_nominated",
            "该对象本年度已获此荣誉提名，无需重复提名。",
            "This subject is nominated for the title of that year already.",
        )
        require(
            self._may_nominate(kind, context),
            "nominator_not_entitled",
            "您的身份不能提名此类对象：单位和商户由社区书记提名，党员由网格长、单位或社区书记提名，"
            "协会由孵化中心或社区书记提名。",
            "You may not nominate such a subject: units and merchants are nominated by the "
            "community secretary, members by a grid head, their unit or the secretary, "
            "associations by an incubation centre or the secretary.",
        )
        self._must_be_of(kind, context)
        require(  # SYS-17: self-nomination is off
            not self._is_own(kind, context),
            "self_nomination",
            "不接受自我提名，请由其他有权提名者提名。",
            "Nobody nominates himself or his own unit; let another who may nominate do it.",
        )
        is_person = kind is SubjectKind.MEMBER
        require(  # SYS-17: consent of the natural person
            not is_person or self.consent is not None,
            "consent_missing",
            "提名自然人须有本人同意书，请上传后再提名。",
            "A natural person consents to being nominated; attach the signed consent.",
        )
        yield HonourNominated(kind=kind, person=self.subject if is_person else None, **dict(self))
        to = programme_ref(self.programme, self.year)
        yield Elsewhere(to, CandidateNominated(nomination=context.stream))

    def _may_nominate(self, kind: SubjectKind, context: Context) -> bool:
        actor = context.actor
        if actor.role not in MAY_NOMINATE.get(kind, ()):
            return False
        if actor.role not in INCUBATORS:
            return True
        body = context.look(body_ref(actor.body)) if actor.body else None
        return body is not None and body.type is BodyType.INCUBATION_CENTRE

    def _must_be_of(self, kind: SubjectKind, context: Context) -> None:
        """The subject is such a one, and belongs where the nomination says."""
        unit = context.look(unit_ref(self.unit))
        if kind is SubjectKind.MEMBER:
            day = date(self.year, 12, 31)
            registered = context.look(member_registration_ref(self.subject)).registered_on(day)
            fits = context.look(person_ref(self.subject)).unit_on(day) == self.unit
            fits = fits and registered in (None, self.community)
        else:
            fits = self.subject == self.unit and kind is _kind_of(unit.kind)
            fits = fits and self.community in unit.communities
        fits = fits and (self.grid is None or self.grid.startswith(self.community))
        require(
            fits,
            "not_such_a_subject",
            f"提名对象不是本年度该单位或该社区的{kind}，请核对对象、单位与社区。",
            f"The subject is not a {kind} of this unit and community in that year; check all "
            "three.",
        )

    def _is_own(self, kind: SubjectKind, context: Context) -> bool:
        actor = context.actor
        if self.subject in (actor.person, actor.on_behalf_of):
            return True
        if kind is SubjectKind.MEMBER or actor.person is None:
            return False
        unit = context.look(unit_ref(self.unit))
        belongs = context.look(person_ref(actor.person)).unit_on(context.today) == self.unit
        return belongs or unit.may_sign(actor.person, context.today)


def _kind_of(kind: UnitKind | None) -> SubjectKind | None:
    """As what a unit is scored; the others are party to agreements only."""
    match kind:
        case UnitKind.SOCIAL_ORGANISATION:
            return SubjectKind.SOCIAL_ORG
        case UnitKind.MERCHANT:
            return SubjectKind.MERCHANT
        case None | UnitKind.PROPERTY_COMPANY | UnitKind.OWNERS_COMMITTEE:
            return None
        case _:
            return SubjectKind.UNIT


class WithdrawNomination(
    Command[Nomination], verb="withdraw", label=Label("撤回提名", "Withdraw nomination"),
    who=(*NOMINATORS, Role.MEM, Role.ORG, Role.MER),
):  # fmt: skip
    """Takes a nomination back, as nominator or as the one nominated, before it is conferred."""

    reason: PrivateText

    def decide(self, state: Nomination, context: Context) -> Outcome:
        must_be_nominated(state)
        require(
            state.state not in HELD | OUT,
            "nomination_over",
            "该提名已命名或已终结，不能撤回。",
            "The title is conferred, or the nomination has ended; it cannot be withdrawn.",
        )
        yield NominationWithdrawn(person=state.person, reason=self.reason)


def must_be_nominated(state: Nomination) -> None:
    require(
        state.state is not None,
        "no_such_nomination",
        "查无此提名，请核对。",
        "There is no such nomination; check its id.",
    )

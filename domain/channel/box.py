"""The box is opened by two, and every letter in it is accounted for: SYS-06, R-22."""

from typing import Final
from uuid import UUID

from domain.body import BodyType, Post, body_ref
from domain.case import CASE, Case, CaseKind, Channel as ChannelType, ReportCase, case_ref
from domain.channel import aggregate
from domain.channel.events import (
    BoxOpened,
    BoxReconciled,
    LetterRegistered,
    Letters,
    LetterSetAside,
)
from domain.channel.state import (
    OPENING_LABELS,
    AsideReason,
    BoxOpening,
    Channel,
    ChannelStatus,
    OpeningStatus,
)
from domain.kernel import (
    Actor,
    Command,
    Context,
    Elsewhere,
    Label,
    Outcome,
    PrivateLine,
    PrivateText,
    Reads,
    Ref,
    derived_id,
    require,
)
from domain.person import person_ref
from domain.roles import Role
from domain.vocabulary import BodyCode, CommunityCode, GridCode

WITNESSES: Final = (Role.RES, Role.ASR)


class OpenBox(
    Command[BoxOpening], verb="open", label=Label("开箱", "Open box"), who=(Role.CW,),
    approved_by=WITNESSES, opens=True,
):  # fmt: skip
    """A worker opens the box before a witness, who signs for it: a resident, or a member of the
    community's supervision committee, which is then named. count: the letters found."""

    community: CommunityCode
    witness: UUID
    committee: BodyCode | None = None
    count: Letters

    def reads(self, state: BoxOpening, context: Context) -> Reads:
        yield self._box()
        yield person_ref(self.witness)
        if self.committee is not None:
            yield body_ref(self.committee)

    def decide(self, state: BoxOpening, context: Context) -> Outcome:
        box = context.look(self._box())
        require(
            box.status is ChannelStatus.IN_SERVICE and context.at >= box.since,
            "no_such_box",
            "该社区当时没有在用的意见收集箱，请核对社区和时间。",
            "The community had no box in service then; check the community and the time.",
        )
        self._two_stand_by(context)
        yield BoxOpened(
            at=context.at,
            box=self._box().id,
            community=self.community,
            opener=context.actor.person,
            witness=self.witness,
            count=self.count,
        )

    def _box(self) -> Ref[Channel]:
        return aggregate.single_ref(self.community, ChannelType.BOX)

    def _two_stand_by(self, context: Context) -> None:
        require(  # SYS-06: two people, S45
            context.actor.person is not None and self.witness != context.actor.person,
            "same_opener",
            "开箱须两人在场，见证人不得为开箱人本人，请另请见证人。",
            "Two people open a box; the witness is somebody else.",
        )
        require(
            context.approver is not None and context.approver.person == self.witness,
            "witness_did_not_sign",
            "须由所填见证人本人确认。",
            "The witness who is named signs for it, nobody else.",
        )
        person = context.look(person_ref(self.witness))
        committee = None if self.committee is None else context.look(body_ref(self.committee))
        sits = (
            committee is not None
            and committee.type is BodyType.SUPERVISION_COMMITTEE
            and committee.community == self.community
            and committee.holds(self.witness, list(Post), context.on)
        )
        require(  # SYS-06: one witness, a resident or of the supervision committee
            sits or person.residence_community == self.community,
            "no_such_witness",
            "见证人须为本社区居民或居务监督委员会成员，请另请见证人。",
            "The witness is a resident of the community or of its supervision committee.",
        )


class RegisterLetter(
    Command[BoxOpening], verb="register-letter", label=Label("登记来信", "Register letter"),
    who=(Role.CW,),
):  # fmt: skip
    """Makes a case of a letter (channel BOX). Nobody named in it: anonymous."""

    kind: CaseKind | None = None
    title: PrivateLine | None = None
    text: PrivateText
    grid: GridCode | None = None
    address: PrivateLine | None = None
    reporter: UUID | None = None
    contact: PrivateLine | None = None

    def reads(self, state: BoxOpening, context: Context) -> Reads:
        yield self._case(context)
        yield from self._report(state, context).reads(CASE.initial, context)

    def decide(self, state: BoxOpening, context: Context) -> Outcome:
        must_be_open(state)
        _must_have_letters(state)
        ref = self._case(context)
        yield LetterRegistered(at=context.at, case=ref.id)
        for event in self._report(state, context).decide(context.look(ref), context):
            assert not isinstance(event, Elsewhere)  # noqa: S101 - a report is one stream's
            yield Elsewhere(ref, event)

    def _report(self, state: BoxOpening, context: Context) -> ReportCase:
        return ReportCase(
            channel=ChannelType.BOX,
            channel_ref=self._number(context),
            community=state.community,
            anonymous=self.reporter is None and self.contact is None,
            **dict(self),
        )

    def _case(self, context: Context) -> Ref[Case]:
        return case_ref(derived_id("case", ChannelType.BOX, self._number(context)))

    def _number(self, context: Context) -> str:
        return f"{context.stream}/{context.new_id('letter')}"


class SetAsideLetter(
    Command[BoxOpening], verb="set-aside-letter", label=Label("来信留存", "Set letter aside"),
    who=(Role.CW,),
):  # fmt: skip
    """A letter that makes no case, and why."""

    reason: AsideReason
    note: PrivateLine | None = None

    def decide(self, state: BoxOpening, context: Context) -> Outcome:
        must_be_open(state)
        _must_have_letters(state)
        require(
            self.reason is not AsideReason.OTHER or self.note is not None,
            "reason_unstated",
            "选“其他”须说明原因。",
            "Say why, where the reason is OTHER.",
        )
        yield LetterSetAside(at=context.at, **dict(self))


class ReconcileBox(
    Command[BoxOpening], verb="reconcile", label=Label("核对来信", "Reconcile box"),
    who=(Role.CW,), approved_by=WITNESSES,
):  # fmt: skip
    """Both openers sign that every letter was registered or set aside."""

    def decide(self, state: BoxOpening, context: Context) -> Outcome:
        must_be_open(state)
        require(  # SYS-06: both openers
            _both(context.actor, context.approver) == state.openers,
            "not_both_openers",
            "核对须由当次开箱的两人共同签字，请由其本人办理。",
            "The two who opened the box sign for it together; let them do it.",
        )
        require(  # SYS-06: count = registered + set aside
            state.left == 0,
            "letters_unaccounted",
            f"尚有{state.left}封来信未登记也未留存，请先处理。",
            f"{state.left} letters are neither registered nor set aside; see to them first.",
        )
        yield BoxReconciled(
            at=context.at,
            count=state.count,
            registered=state.registered,
            set_aside=state.set_aside,
        )


def _both(*actors: Actor | None) -> frozenset[UUID]:
    return frozenset(a.person for a in actors if a is not None and a.person is not None)


def must_be_open(state: BoxOpening) -> None:
    over = OPENING_LABELS[OpeningStatus.RECONCILED]
    require(
        state.status is OpeningStatus.OPENED,
        "opening_over",
        f"此次开箱不存在或{over.hans}，不能再办理。",
        f"There is no such opening, or it is {over.en.lower()}; nothing more can be done to it.",
    )


def _must_have_letters(state: BoxOpening) -> None:
    require(  # SYS-06: no more letters than were counted before the witness
        state.left > 0,
        "more_letters_than_counted",
        f"开箱清点{state.count}封，已全部处理，不能再增加。",
        f"{state.count} letters were counted, and all are dealt with; there is no other.",
    )

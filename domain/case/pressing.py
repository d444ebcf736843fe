"""Calling for help from above: the whistle (S50) and escalation (R-07, R-08, R-09)."""

from dataclasses import replace
from typing import Final
from uuid import UUID

from domain.body import body_ref
from domain.case.assigning import must_exist
from domain.case.clock import Rules, read_rules
from domain.case.facts import CaseFact, SealedFact, when, whose
from domain.case.state import OPEN, Case, Whistle, must_be
from domain.case.terms import CaseState, EscalationLevel, Urgency, WhistleKind
from domain.kernel import Command, Context, Label, Outcome, PrivateText, Reads, SealedText, require
from domain.roles import Role
from domain.vocabulary import BodyCode, Moment

LEVELS: Final = tuple(EscalationLevel)
# Each level is asked by the one below it: CS → TOWN → COD or the leading group.
ASKED_BY: Final = {
    EscalationLevel.TOWN: (None, {Role.CS}),
    EscalationLevel.COUNTY: (EscalationLevel.TOWN, {Role.TOWN}),
    EscalationLevel.LEADING_GROUP: (EscalationLevel.TOWN, {Role.TOWN, Role.COD}),
}


class WhistleBlown(SealedFact, name="case.whistle_blown"):
    """answer_due_at: unanswered then, it goes to the Organisation Department (P-13)."""

    whistle: UUID
    kind: WhistleKind
    department: BodyCode
    call: SealedText
    answer_due_at: Moment

    def apply(self, state: Case) -> Case:
        new = Whistle(self.whistle, self.department, self.happened_at, self.answer_due_at)
        return replace(state, whistles=(*state.whistles, new))


class WhistleAnswered(SealedFact, name="case.whistle_answered"):
    """arrived_at: when the department's people were there."""

    whistle: UUID
    department: BodyCode
    arrived_at: Moment
    in_time: bool
    answer: SealedText

    def apply(self, state: Case) -> Case:
        answered = tuple(
            replace(w, arrived_at=self.arrived_at) if w.id == self.whistle else w
            for w in state.whistles
        )
        return replace(state, whistles=answered)


class WhistleUnanswered(CaseFact, name="case.whistle_unanswered"):
    """Not answered in the limit; counts in the appraisal of caller and called (P-13)."""

    whistle: UUID
    department: BodyCode
    answer_due_at: Moment

    def apply(self, state: Case) -> Case:
        marked = tuple(
            replace(w, unanswered=True) if w.id == self.whistle else w for w in state.whistles
        )
        return replace(state, whistles=marked)


class CaseEscalated(SealedFact, name="case.escalated"):
    """question: what the level above is to decide."""

    level: EscalationLevel
    question: SealedText

    def apply(self, state: Case) -> Case:
        return replace(state, escalated=self.level)


class BlowWhistle(
    Command[Case], verb="blow-whistle", label=Label("吹哨", "Blow whistle"), who=(Role.CS,)
):
    """Calls a department to the spot. An emergency must be answered as fast as one is contacted."""

    kind: WhistleKind
    department: BodyCode
    call: PrivateText

    def reads(self, state: Case, context: Context) -> Reads:
        yield body_ref(self.department)
        yield from read_rules(context)

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, *OPEN)
        must_exist(context.look(body_ref(self.department)), self.department, context)
        require(
            all(w.arrived_at for w in state.whistles if w.department == self.department),
            "whistle_unanswered",
            f"已向{self.department}吹哨，尚未应哨，请催办或上报。",
            f"{self.department} was called already and has not answered; press it or escalate.",
        )
        emergency = self.kind is WhistleKind.EMERGENCY
        urgency = Urgency.EMERGENCY if emergency else Urgency.ORDINARY
        yield WhistleBlown(
            **dict(self),
            **whose(state, context),
            whistle=context.new_id("whistle"),
            answer_due_at=Rules.of(context).first_contact_due(context.at, urgency),
        )


class AnswerWhistle(
    Command[Case], verb="answer-whistle", label=Label("应哨", "Answer whistle"), who=(Role.DEPT,)
):
    """The department called says when it arrived and what it found."""

    department: BodyCode
    arrived_at: Moment
    answer: PrivateText

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, *CaseState)
        waiting = [
            w for w in state.whistles if w.department == self.department and w.arrived_at is None
        ]
        require(
            bool(waiting),
            "no_whistle",
            f"没有待{self.department}应答的吹哨。",
            f"No whistle waits for {self.department}.",
        )
        require(
            context.actor.body == self.department,
            "not_of_that_body",
            f"请由{self.department}的人员应哨。",
            f"Only people of {self.department} may answer for it.",
        )
        whistle = waiting[0]
        require(
            whistle.blown_at <= self.arrived_at <= context.now,
            "arrival_out_of_range",
            "到场时间须在吹哨之后、当前时间之前。",
            "The arrival must lie after the whistle and not in the future.",
        )
        yield WhistleAnswered(
            **dict(self),
            **whose(state, context),
            whistle=whistle.id,
            in_time=self.arrived_at <= whistle.answer_due_at,
        )


class MarkWhistleUnanswered(
    Command[Case], verb="mark-whistle-unanswered", label=Label("标记逾期未应哨", "Mark unanswered"),
    who=(Role.SYS,),
):  # fmt: skip
    """Once, when the time to answer a whistle is over; the case goes to the county's level."""

    whistle: UUID

    def decide(self, state: Case, context: Context) -> Outcome:
        found = next((w for w in state.whistles if w.id == self.whistle), None)
        if found is None or found.arrived_at is not None or found.unanswered:
            return
        require(
            context.now >= found.answer_due_at,
            "not_due",
            "应哨时限未到，请到期后再办。",
            "Its time to be answered still runs; wait until it is over.",
        )
        yield WhistleUnanswered(
            whistle=found.id,
            department=found.department,
            answer_due_at=found.answer_due_at,
            **when(context),
        )
        # P-13: what is still open goes to the Organisation Department, whoever asked before.
        if state.state in OPEN and _rank(state.escalated) < _rank(EscalationLevel.COUNTY):
            told = f"{found.department}逾期未应哨，请督办。"
            level = EscalationLevel.COUNTY
            yield CaseEscalated(level=level, question=told, **whose(state, context))


class EscalateCase(
    Command[Case],
    verb="escalate",
    label=Label("上报", "Escalate"),
    who=(Role.CS, Role.TOWN, Role.COD),
):
    """Puts a question to the level above: community → town → county or leading group."""

    level: EscalationLevel
    question: PrivateText

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, *OPEN)
        asked_at, askers = ASKED_BY[self.level]
        require(
            context.actor.role in askers,
            "not_your_level",
            "请逐级上报：社区报镇，镇报县或领导组。",
            "Escalate step by step: community to town, town to county or leading group.",
        )
        require(
            _rank(state.escalated) >= _rank(asked_at),
            "level_skipped",
            "请先报上一级。",
            "Escalate to the level between first.",
        )
        require(
            _rank(state.escalated) < _rank(self.level),
            "escalated_already",
            "此事件已报到该级或更高一级。",
            "It has been escalated to this level or a higher one already.",
        )
        yield CaseEscalated(**dict(self), **whose(state, context))


def _rank(level: EscalationLevel | None) -> int:
    return 0 if level is None else LEVELS.index(level) + 1

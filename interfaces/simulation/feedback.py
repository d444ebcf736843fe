"""The last part of a case: its result told, the call-back, perhaps a second round, the close."""

from collections.abc import Generator
from datetime import timedelta
from typing import Final

from application.recorded import Receipt
from domain.case import (
    CallBack,
    CaseOutcome,
    CloseCase,
    ContactWay,
    FeedBack,
    NoFeedback,
    RecordFeedbackImpossible,
    ReopenCase,
    ReopenCause,
    Resolved,
    Satisfaction,
    case_ref,
)
from domain.case.closing import exemption
from interfaces.simulation.case_deck import Fate, Sender
from interfaces.simulation.casework import Casework
from interfaces.simulation.clock import awake
from interfaces.simulation.handling import handle
from interfaces.simulation.schedule import Course, Step

TRIES: Final = 3
REACHED_EACH: Final = 0.44  # so that 82 % are reached within three tries
CONTACT_LOST: Final = 0.004
BY_NOTICE: Final = 0.2  # of anonymous reports, told by public notice
WAYS: Final = (ContactWay.PHONE, ContactWay.WECHAT, ContactWay.VISIT, ContactWay.SMS)
RESOLVED: Final = {Resolved.YES: 88, Resolved.PARTLY: 8, Resolved.NO: 4}
SATISFIED: Final = {
    Satisfaction.SATISFIED: 79,
    Satisfaction.BASICALLY: 13,
    Satisfaction.UNSATISFIED: 8,
}
OUTCOMES: Final = {
    CaseOutcome.RESOLVED: 84,
    CaseOutcome.PARTLY: 7,
    CaseOutcome.EXPLAINED: 6,
    CaseOutcome.UNRESOLVED_OBJECTIVE: 3,
}


def feed_back(case: Casework) -> Course:
    if not (yield from _told(case)):
        yield from _close(case)
        return
    if exemption(case.plan.look(case_ref(case.card.known))) is None:  # also of who joined it
        yield from _called(case)
        if case.card.reopened:
            yield from _again(case)
    yield from _close(case)


def _told(case: Casework) -> Generator[Step, Receipt, bool]:
    """Whether somebody could be told."""
    luck = case.luck
    after = awake(case.now + luck.hours(3)) - case.now
    known = case.plan.look(
        case_ref(case.card.known)
    )  # others who left a contact may have joined it
    anonymous = case.card.sender is Sender.ANONYMOUS and not known.reachable
    if anonymous and not luck.hits(BY_NOTICE):
        nobody = RecordFeedbackImpossible(reason=NoFeedback.ANONYMOUS)
        yield from case.do(case.cw, nobody, after)
        return False
    if not anonymous and luck.hits(CONTACT_LOST) and case.card.sender is not Sender.STAFF:
        lost = RecordFeedbackImpossible(
            reason=NoFeedback.CONTACT_INVALID, note="三次拨打均为空号。"
        )
        yield from case.do(case.cw, lost, after)
        return False
    way = ContactWay.PUBLIC_NOTICE if anonymous else luck.choice(WAYS)
    told = FeedBack(way=way, content="已办结，感谢反映。")
    yield from case.do(case.cw, told, after)
    return True


def _called(case: Casework) -> Course:
    luck, caller = case.luck, case.plan.officers.caller(case.luck)
    for _ in range(TRIES):
        after = awake(case.now + luck.hours(20)) - case.now
        if case.card.reopened or luck.hits(REACHED_EACH):
            yield from case.do(caller, _answer(case), after)
            return
        yield from case.do(caller, CallBack(reached=False), after)


def _answer(case: Casework) -> CallBack:
    if case.card.reopened:
        return CallBack(
            reached=True, resolved=Resolved.NO, satisfaction=Satisfaction.UNSATISFIED,
            handlers_fault=True, note="反映问题仍未解决。",
        )  # fmt: skip
    resolved, satisfaction = case.luck.drawn(RESOLVED), case.luck.drawn(SATISFIED)
    return CallBack(reached=True, resolved=resolved, satisfaction=satisfaction)


def _again(case: Casework) -> Course:
    """Reopened, handled anew by the same handler, told and called back once more."""
    card = case.card
    reopen = ReopenCase(cause=ReopenCause.NOT_RESOLVED, reason="回访未解决，重新办理。")
    yield from case.do(case.cw, reopen, case.luck.minutes(20, 300))
    card.reopened = card.extended = card.suspended = card.late = False
    case.restart()
    away = card.fate is Fate.DEPARTMENT
    handler = case.plan.officers.department(case.department()) if away else case.grid.gw
    yield from handle(case, handler, first=False)
    if (yield from _told(case)):
        yield from _called(case)


def _close(case: Casework) -> Course:
    close = CloseCase(outcome=case.luck.drawn(OUTCOMES))
    after = awake(case.now + case.luck.hours(16) + timedelta(minutes=1)) - case.now
    yield from case.do(case.community.cs, close, after)

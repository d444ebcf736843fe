"""The last part of a case: its result told, the call-back, perhaps a second round, the close."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final

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
)
from domain.kernel import Actor
from interfaces.simulation.case_deck import Fate, Sender
from interfaces.simulation.clock import awake
from interfaces.simulation.schedule import Course

if TYPE_CHECKING:
    from interfaces.simulation.cases import CaseCourse

TRIES: Final = 3
REACHED_EACH: Final = 0.44  # so that 82 % are reached within three tries
CONTACT_LOST: Final = 0.004
BY_NOTICE: Final = 0.2  # of anonymous reports, told by public notice
WAYS: Final = (ContactWay.PHONE, ContactWay.WECHAT, ContactWay.VISIT, ContactWay.SMS)
RESOLVED: Final = ((Resolved.YES, 88), (Resolved.PARTLY, 8), (Resolved.NO, 4))
SATISFIED: Final = (
    (Satisfaction.SATISFIED, 79),
    (Satisfaction.BASICALLY, 13),
    (Satisfaction.UNSATISFIED, 8),
)
OUTCOMES: Final = (
    (CaseOutcome.RESOLVED, 84),
    (CaseOutcome.PARTLY, 7),
    (CaseOutcome.EXPLAINED, 6),
    (CaseOutcome.UNRESOLVED_OBJECTIVE, 3),
)


class Feedback:
    """Works on the course of a case that has been handled."""

    def __init__(self, case: "CaseCourse") -> None:
        self._case, self._luck = case, case.luck

    def course(self) -> Course:
        if not (yield from self._told()):
            yield from self._close()
            return
        if self._case.card.sender in (Sender.NAMED, Sender.CONTACT):
            yield from self._called()
            if self._case.card.reopened:
                yield from self._again()
        yield from self._close()

    def _told(self) -> "Course":
        """Whether somebody could be told."""
        case, luck = self._case, self._luck
        after = awake(case.now + luck.hours(3)) - case.now
        anonymous = case.card.sender is Sender.ANONYMOUS
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

    def _called(self) -> Course:
        case, luck, caller = self._case, self._luck, self._caller()
        for _ in range(TRIES):
            after = awake(case.now + luck.hours(20)) - case.now
            if case.card.reopened or luck.hits(REACHED_EACH):
                yield from case.do(caller, self._answer(), after)
                return
            yield from case.do(caller, CallBack(reached=False), after)

    def _caller(self) -> Actor:
        return self._case.plan.officers.caller(self._luck)

    def _answer(self) -> CallBack:
        if self._case.card.reopened:
            return CallBack(
                reached=True, resolved=Resolved.NO, satisfaction=Satisfaction.UNSATISFIED,
                handlers_fault=True, note="反映问题仍未解决。",
            )  # fmt: skip
        satisfied, shares = zip(*SATISFIED, strict=True)
        resolved, weights = zip(*RESOLVED, strict=True)
        return CallBack(
            reached=True,
            resolved=self._luck.choices(resolved, weights)[0],
            satisfaction=self._luck.choices(satisfied, shares)[0],
        )

    def _again(self) -> Course:
        """Reopened, handled anew by the same handler, told and called back once more."""
        case, card = self._case, self._case.card
        reopen = ReopenCase(cause=ReopenCause.NOT_RESOLVED, reason="回访未解决，重新办理。")
        yield from case.do(case.cw, reopen, self._luck.minutes(20, 300))
        card.reopened = card.extended = card.suspended = card.late = False
        case.restart()
        away = card.fate is Fate.DEPARTMENT
        handler = case.plan.officers.department(case.department()) if away else case.grid.gw
        yield from case.handle(handler)
        if (yield from self._told()):
            yield from self._called()

    def _close(self) -> Course:
        case = self._case
        outcomes, shares = zip(*OUTCOMES, strict=True)
        close = CloseCase(outcome=self._luck.choices(outcomes, shares)[0])
        after = awake(case.now + self._luck.hours(16) + timedelta(minutes=1)) - case.now
        yield from case.do(case.community.cs, close, after)

"""A dispute inside a case: mediated, agreed or failed, and looked at again (SYS-13)."""

from datetime import timedelta
from typing import Final

from domain.case import (
    AgreementForm,
    CheckPerformance,
    FailMediation,
    LegalRoute,
    OpenMediation,
    ReachAgreement,
    RecordMediationSession,
)
from interfaces.simulation.casework import Casework
from interfaces.simulation.clock import awake
from interfaces.simulation.schedule import Course

AGREED: Final = 0.8
AGAIN: Final = 0.3  # of those that failed: a second mediation, which agrees
PERFORMED_WITHIN: Final = timedelta(days=7)
SESSION_APART: Final = 20  # hours, median


def mediate(case: Casework) -> Course:
    """As long as the due time of the case allows; the mediator is its community worker."""
    luck, mediator = case.luck, case.cw
    yield from case.do(mediator, OpenMediation(both_parties_agree=True), luck.minutes(5, 60))
    room = (case.due - case.now) * 0.5
    for _ in range(luck.randint(1, 2)):
        after = min(room / 3, awake(case.now + luck.hours(SESSION_APART)) - case.now)
        note = RecordMediationSession(note="双方陈述，调解员释法说理。")
        yield from case.do(mediator, note, after)
    if not luck.hits(AGREED):
        fail = FailMediation(told_of=frozenset(LegalRoute), note="未达成一致。")
        yield from case.do(mediator, fail, luck.minutes(10, 60))
        if not luck.hits(AGAIN):
            return
        yield from case.do(mediator, OpenMediation(both_parties_agree=True), luck.minutes(30, 90))
    agree = ReachAgreement(
        form=luck.choice(tuple(AgreementForm)), terms="双方互谅，限期修复并致歉。",
        due_on=(case.now + PERFORMED_WITHIN).date(),
    )  # fmt: skip
    yield from case.do(mediator, agree, luck.minutes(10, 60))
    check = CheckPerformance(performed=luck.hits(0.95))
    yield from case.do(mediator, check, min(room / 4, timedelta(days=2)))

"""L-VISIT and L-DISPUTE: SYS-13, R-33."""

from datetime import date

from application.authority import covers
from domain.case import (
    AgreementForm,
    AgreementJudiciallyConfirmed,
    DisputeRiskReported,
    LegalAdviceGiven,
    LegalRoute,
    MediationAgreementReached,
    MediationFailed,
    MediationOpened,
    MediationPerformanceChecked,
    MediationSessionHeld,
)
from domain.kernel import Actor, Concern
from domain.legal import LegalVisitCancelled
from domain.roles import Role
from projections.ledgers.legal import L_DISPUTE, L_VISIT, DisputeRow, VisitRow
from tests.domain.case.world import CALLER, at, hers
from tests.domain.legal.test_visits import CASES, HELD, PLANNED, RECORDED
from tests.projections.facts import recorded
from tests.spec import STREAM, moment

NOW, LATER = "2022-02-08 10:00", "2022-05-09 10:00"
DUE = moment("2022-03-11 00:00")


def opened(at_moment: str, round: int) -> MediationOpened:
    return MediationOpened(
        **at(at_moment), mediator=CALLER, mediator_role=Role.LEG, round=round, due_at=DUE
    )


AGREED = MediationAgreementReached(
    **hers(NOW), form=AgreementForm.ORAL, terms="x", due_on=date(2022, 3, 1),
    effective_on=date(2022, 2, 8),
)  # fmt: skip
SESSION = MediationSessionHeld(**hers(NOW), note="x")
FAILED = MediationFailed(**hers(LATER), ended_by_party=True, told_of=tuple(LegalRoute))
BREACHED = MediationPerformanceChecked(**hers(NOW), performed=False)
PERFORMED = MediationPerformanceChecked(**hers(NOW), performed=True)
CONFIRMED = AgreementJudiciallyConfirmed(**at(NOW), ruling_no="1号")
RISK = DisputeRiskReported(**hers(NOW), receipt_no="1", risk="x")
ADVICE = LegalAdviceGiven(**hers(NOW), adviser=CALLER, advice="x")


def visit(*facts: object) -> VisitRow:
    return L_VISIT.replay(recorded(facts))[(STREAM,)]  # type: ignore[arg-type]


def dispute(*facts: object) -> DisputeRow:
    return L_DISPUTE.replay(recorded(facts))[(STREAM,)]  # type: ignore[arg-type]


def test_a_visit_counts_from_the_officers_confirmation_on() -> None:
    assert (visit(PLANNED).state, visit(PLANNED).recorded) == ("PLANNED", None)
    assert visit(PLANNED, LegalVisitCancelled(reason="x")).state == "CANCELLED"
    row = visit(PLANNED, HELD, RECORDED)
    assert (row.state, row.held_on, row.people_served) == ("RECORDED", HELD.held_on, 12)
    assert (row.cases, row.recorded) == (CASES[:1], 3)


def test_a_dispute_file_tells_what_became_of_it() -> None:
    first = (opened(NOW, 1), SESSION, ADVICE, RISK, AGREED)
    row = dispute(*first)
    assert (row.state, row.round, row.sessions, row.agreements) == ("AGREED", 1, 1, 1)
    assert (row.agreed_on, row.due_on) == (date(2022, 2, 8), date(2022, 3, 1))
    assert (row.advice, row.risk_reported, row.judicially_confirmed) == (1, True, False)
    assert dispute(*first, CONFIRMED).state == "JUDICIALLY_CONFIRMED"
    assert dispute(*first, CONFIRMED).judicially_confirmed
    done = dispute(*first, CONFIRMED, PERFORMED)
    assert (done.state, done.checked_on) == ("PERFORMED", date(2022, 2, 8))


def test_a_dispute_mediated_again_keeps_what_was_before() -> None:
    row = dispute(opened(NOW, 1), SESSION, AGREED, RISK, ADVICE, BREACHED, opened(LATER, 2))
    assert (row.state, row.round, row.opened_on) == ("MEDIATING", 2, date(2022, 2, 8))
    assert (row.sessions, row.agreements, row.agreed_on) == (1, 1, None)
    assert (row.risk_reported, row.advice) == (True, 1)
    assert dispute(opened(NOW, 1), BREACHED).state == "BREACHED"
    assert dispute(opened(NOW, 1), FAILED).state == "FAILED"


def test_what_is_for_some_offices_is_read_by_them_in_their_scope_and_by_whom_it_is_about() -> None:
    file = Concern("FC01", persons=frozenset({CALLER}), offices=frozenset({Role.CS, Role.AUD}))
    secretary = Actor(Role.CS, None, scopes=("community:FC01",))
    assert covers(secretary, file, reading=True)
    assert not covers(Actor(Role.CS, scopes=("community:FC02",)), file, reading=True)
    for scopes in (("community:FC01",), ("county",), ("self",)):
        worker = Actor(Role.CW, None, scopes=scopes)
        assert not covers(worker, file, reading=True)
    assert covers(Actor(Role.CW, CALLER, scopes=("self",)), file, reading=True)
    assert not covers(Actor(Role.CW, CALLER, scopes=("county",)), file, reading=True)
    assert covers(Actor(Role.AUD, scopes=("county",)), file, reading=True)
    assert covers(Actor(Role.CW, None, scopes=("community:FC01",)), file)

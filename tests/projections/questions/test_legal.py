"""Questions of SYS-13: each finds what was planted, and nothing where all is as it should be."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.body import BodyEstablished, BodyType, body_ref
from domain.case import (
    AgreementForm,
    CaseReported,
    Channel,
    MediationAgreementReached,
    MediationOpened,
    MediationPerformanceChecked,
)
from domain.legal import LegalRole, LegalVisitHeld, LegalVisitPlanned, LegalVisitRecorded, VisitKind
from domain.roles import Role
from tests.projections.questions.asked import Told, asked, moment

ABSENT, TWICE = "communities-without-a-legal-role", "disputes-mediated-twice"
BROKEN = "agreements-not-performed"
CASE, JUDGE = UUID(int=0x81), UUID(int=0x71)


def visited(*days: str) -> Told:
    """A community with a judge on these days."""
    told = Told()
    established = BodyEstablished(
        code="FC01", type=BodyType.COMMUNITY_PARTY_ORG, title="合成", community="FC01",
        on=date(2021, 6, 1), document_no="【合成】1号",
    )  # fmt: skip
    told.tell(body_ref("FC01").id, established)
    for number, text in enumerate(days):
        day, stream = date.fromisoformat(text), UUID(int=number)
        whose = {"community": "FC01", "role": LegalRole.JUDGE, "person": JUDGE}
        told.tell(stream, LegalVisitPlanned(**whose, on=day))
        held = LegalVisitHeld(**whose, held_on=day, kind=VisitKind.CONSULT, people_served=3)
        told.tell(stream, held)
        told.tell(stream, LegalVisitRecorded(confirmed_by=JUDGE))
    return told


def roles(told: Told, **parameters: Any) -> list[str]:
    return [row.role for row in asked(told, ABSENT, **parameters)]


def test_a_community_that_saw_no_judge_in_the_half_year_is_found_r33() -> None:
    told = visited("2022-08-01")
    [row] = asked(told, ABSENT, half=1, role=LegalRole.JUDGE)
    assert (row.community, row.role, row.half, row.quarters) == ("FC01", "JUDGE", 1, (1, 2))
    assert roles(told, half=2, role=LegalRole.JUDGE) == []
    assert roles(told, half=2) == ["PROCURATOR", "POLICE", "LEGAL_ADVISER"]


def test_one_visit_in_the_half_year_is_enough_and_the_half_is_the_days() -> None:
    told = visited("2022-06-30")
    assert "JUDGE" not in roles(told, on="2022-06-30")
    assert "JUDGE" in roles(told, on="2022-12-31")
    assert "JUDGE" in roles(told, on="2022-06-29")


def dispute(*states: Any) -> Told:
    told = Told()
    reported = CaseReported(
        happened_at=moment("2022-02-01 09:00"), channel=Channel.WINDOW, text="合成",
        community="FC01", grid=None,
    )  # fmt: skip
    told.tell(CASE, reported)
    for fact in states:
        told.tell(CASE, fact)
    return told


def opened(round: int) -> MediationOpened:
    return MediationOpened(
        happened_at=moment("2022-02-02 09:00"), mediator=JUDGE, mediator_role=Role.LEG,
        round=round, due_at=moment("2022-03-03 00:00"),
    )  # fmt: skip


AGREED = MediationAgreementReached(
    happened_at=moment("2022-02-03 09:00"), form=AgreementForm.WRITTEN, terms="合成",
    due_on=date(2022, 3, 1), effective_on=date(2022, 2, 3),
)  # fmt: skip


def checked(performed: bool) -> MediationPerformanceChecked:
    return MediationPerformanceChecked(happened_at=moment("2022-03-02 09:00"), performed=performed)


def test_a_dispute_that_was_mediated_again_is_found() -> None:
    [row] = asked(dispute(opened(1), AGREED, checked(False), opened(2)), TWICE)
    assert (row.case, row.community, row.rounds, row.state) == (CASE, "FC01", 2, "MEDIATING")
    assert asked(dispute(opened(1), AGREED), TWICE) == []


def test_an_agreement_found_broken_or_not_looked_after_is_found() -> None:
    [row] = asked(dispute(opened(1), AGREED, checked(False)), BROKEN)
    assert (row.state, row.checked_on) == ("BREACHED", date(2022, 3, 2))
    again = opened(1), AGREED, checked(False), opened(2)
    [row] = asked(dispute(*again), BROKEN)
    assert (row.state, row.rounds, row.broken) == ("MEDIATING", 2, 1)
    [row] = asked(dispute(*again, AGREED, checked(False)), BROKEN)
    assert (row.state, row.broken) == ("BREACHED", 2)
    [row] = asked(dispute(opened(1), AGREED), BROKEN, on="2022-03-11")
    assert (row.state, row.days_overdue) == ("AGREED", 10)


def test_an_agreement_performed_or_not_due_yet_is_not_found() -> None:
    assert asked(dispute(opened(1), AGREED, checked(True)), BROKEN) == []
    assert asked(dispute(opened(1), AGREED), BROKEN, on="2022-03-01") == []
    assert asked(dispute(opened(1)), BROKEN) == []

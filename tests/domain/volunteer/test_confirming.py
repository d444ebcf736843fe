"""确认、补录、不予确认: SYS-11, AM-11, P-01."""

from uuid import UUID

import pytest

from domain.kernel import SYSTEM, Actor
from domain.roles import Role
from domain.volunteer import (
    VOLUNTEER,
    ConfirmLateService,
    ConfirmService,
    Flag,
    RejectService,
    Source,
    volunteer_ref,
)
from domain.volunteer.events import RejectReason
from tests.domain.volunteer.facts import (
    CONFIRMED,
    ENTRY,
    LATE,
    LATE_CONFIRMED,
    PROOF,
    REJECTED,
    SECRETARY,
    SUBMIT,
    SUBMITTED,
    THE_TOWN,
    WORKER,
    at,
    book,
    confirmed,
    submitted,
)
from tests.domain.world import CHEN, CS, CW, GW, LI, TOWN, actor
from tests.spec import STREAM

CONFIRM = ConfirmService(entry=ENTRY)
CONFIRM_LATE = ConfirmLateService(entry=ENTRY, evidence=PROOF)
ORGANISED = submitted(SUBMIT.model_copy(update={"source": Source.ORGANISER}), recorder=CW)


def test_a_worker_of_the_receiving_community_confirms() -> None:
    book(SUBMITTED).by(WORKER).when(CONFIRM).then(CONFIRMED)


def test_confirming_twice_is_confirming_once() -> None:
    book(SUBMITTED, CONFIRMED).by(WORKER).when(CONFIRM).then_nothing()
    late = book(LATE, LATE_CONFIRMED).by(SECRETARY).approved_by(THE_TOWN)
    late.when(CONFIRM_LATE).then_nothing()


@pytest.mark.parametrize(
    "judge",
    [
        actor(Role.CW, LI),
        actor(Role.CW, CW),
        Actor(role=Role.CW, person=GW, on_behalf_of=LI, scopes=("county",)),
    ],
    ids=["whose service it is", "who submitted it", "on his behalf"],
)
def test_nobody_confirms_what_he_did_or_submitted(judge: Actor) -> None:
    book(ORGANISED).by(judge).when(CONFIRM).then_refused("own_record")
    assert book(ORGANISED).by(actor(Role.CW, CHEN)).when(CONFIRM).facts()


def test_the_system_confirms_the_services_of_orders_only_p01() -> None:
    book(SUBMITTED).by(SYSTEM).when(CONFIRM).then_refused("not_automatic")
    own = submitted(SUBMIT.model_copy(update={"source": Source.ORDER}))  # P-02
    book(own).by(SYSTEM).when(CONFIRM).then_refused("not_automatic")
    of_order = own.model_copy(update={"recorder": None})
    automatic = CONFIRMED.model_copy(update={"confirmer": None})
    book(of_order).by(SYSTEM).when(CONFIRM).then(automatic)


def test_a_late_entry_is_confirmed_by_the_secretary_and_the_town_on_evidence_am11() -> None:
    book(LATE).by(WORKER).when(CONFIRM).then_refused("late_entry")
    confirming = book(LATE).by(SECRETARY).approved_by(THE_TOWN)
    confirming.when(CONFIRM_LATE).then(LATE_CONFIRMED)
    assert ConfirmLateService.approved_by == {Role.TOWN}


def test_of_two_claims_to_the_same_time_one_is_confirmed() -> None:
    other = SUBMIT.model_copy(update={"activity": UUID(int=0x71)})
    claimed = book(SUBMITTED, submitted(other)).by(WORKER)
    claimed.when(CONFIRM).then(CONFIRMED)
    book(SUBMITTED, *confirmed(other)).by(WORKER).when(CONFIRM).then_refused("overlapping_service")
    late = book(LATE, *confirmed(other)).by(SECRETARY).approved_by(THE_TOWN)
    late.when(CONFIRM_LATE).then_refused("overlapping_service")


def test_a_claim_across_new_year_is_held_against_the_next_years_book() -> None:
    across = submitted(at("2022-12-31 22:00", "2023-01-01 01:00"))
    new = VOLUNTEER.replay(confirmed(at("2023-01-01 00:30", "2023-01-01 02:00")))
    confirming = book(across).by(WORKER).looking({volunteer_ref(LI, 2023): new})
    confirming.when(ConfirmService(entry=across.entry)).then_refused("overlapping_service")


def test_a_late_entry_is_confirmed_on_evidence() -> None:
    with pytest.raises(ValueError, match="evidence"):
        ConfirmLateService(entry=ENTRY, evidence=())


def test_what_came_in_time_needs_no_second_confirmation() -> None:
    confirming = book(SUBMITTED).by(SECRETARY).approved_by(THE_TOWN)
    confirming.when(CONFIRM_LATE).then_refused("not_late")


@pytest.mark.parametrize(("secretary", "approver"), [(LI, TOWN), (CS, LI), (CW, TOWN), (CS, CW)])
def test_neither_secretary_nor_town_judges_a_record_of_his_own(
    secretary: object, approver: object
) -> None:
    own = ORGANISED.model_copy(update={"flags": (Flag.LATE_ENTRY,)})
    confirming = book(own).by(Role.CS, person=secretary)
    judged = confirming.approved_by(Actor(role=Role.TOWN, person=approver))  # type: ignore[arg-type]
    judged.when(CONFIRM_LATE).then_refused("own_record")


def test_a_worker_rejects_what_was_not_given_and_says_why() -> None:
    reject = RejectService(entry=ENTRY, reason=RejectReason.NOT_PROVEN)
    book(SUBMITTED).by(WORKER).when(reject).then(REJECTED)
    book(LATE).by(WORKER).when(reject).then(REJECTED)
    for past in ((SUBMITTED, REJECTED), (SUBMITTED, CONFIRMED)):
        book(*past).by(WORKER).when(reject).then_refused("wrong_state")


def test_what_was_rejected_is_not_confirmed_and_what_is_unknown_neither() -> None:
    book(SUBMITTED, REJECTED).by(WORKER).when(CONFIRM).then_refused("wrong_state")
    unknown = ConfirmService(entry=STREAM)
    book(SUBMITTED).by(WORKER).when(unknown).then_refused("no_such_entry")

"""Consent: who may give it, to what, when, and what follows from it."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from pydantic import BaseModel

from application.authority import Forbidden, covers
from application.handler import NotFound
from application.recorded import Receipt
from domain import registry
from domain.approval import APPROVAL, GrantApproval, RefuseApproval
from domain.kernel import Actor, Refused
from domain.roles import Role
from tests.application.counter import (
    COUNTER,
    FC01,
    FC02,
    Add,
    AddForOwner,
    AddMuch,
    OpenCounter,
    OpenWithConsent,
)
from tests.application.world import CW, NOON, SYS, TOWN, Place, System

CS_HERE = Actor(Role.CS, person=UUID(int=31), scopes=(f"community:{FC01}",))
CS_THERE = Actor(Role.CS, person=UUID(int=32), scopes=(f"community:{FC02}",))
ASKER = Actor(Role.CW, UUID(int=33), "FC01", UUID(int=34), (f"community:{FC01}",))


pytestmark = pytest.mark.usefixtures("counting")


@pytest.fixture
def id(system: System) -> UUID:
    return system.do(OpenCounter(), CW).stream


@pytest.fixture
def waiting(system: System, id: UUID) -> UUID:
    pending = system.do(AddMuch(note="为何"), ASKER, stream=id).pending
    assert pending is not None
    return pending


def total(system: System, id: UUID) -> int:
    return int(system.handler.state(COUNTER, id)[1].total)


def refusal(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda error: error.code == code)


# Asking


def test_a_command_that_needs_consent_waits_for_it(system: System, id: UUID) -> None:
    receipt = system.do(AddMuch(), ASKER, stream=id)
    assert receipt.pending is not None
    assert (receipt.stream, receipt.version, receipt.position) == (id, 1, 2)
    assert total(system, id) == 0
    assert system.names() == ["counter.opened", "approval.requested"]


def test_what_was_asked_is_kept_sealed_with_who_asked(system: System, waiting: UUID) -> None:
    [requested] = system.log.history(waiting)
    event = requested.event
    assert (event.role, event.person) == (Role.CW, ASKER.person)
    assert (event.acting_for, event.on_behalf_of) == ("FC01", ASKER.on_behalf_of)
    assert event.scopes == ASKER.scopes
    assert event.approvers == (Role.CS, Role.TOWN)
    assert event.silence_until == NOON + timedelta(days=10)
    assert "为何".encode() not in system.log.stored(1, 1)[0][4]
    assert "为何" in (system.vault.opened(event.body, waiting) or "")


def test_who_asked_may_read_it_but_consents_no_more_than_before(
    system: System, waiting: UUID
) -> None:
    concern = APPROVAL.concerns(system.handler.state(APPROVAL, waiting)[1], None)
    for asker in (ASKER.person, ASKER.on_behalf_of):
        himself = Actor(Role.CS, asker, scopes=("self",))
        assert covers(himself, concern, reading=True)
        with pytest.raises(Forbidden):
            system.do(RefuseApproval(reason="不要了"), himself, stream=waiting)


def test_asking_twice_with_one_key_asks_once(system: System, id: UUID) -> None:
    first = system.do(AddMuch(), ASKER, stream=id, key="k")
    again = system.do(AddMuch(), ASKER, stream=id, key="k")
    assert (again.pending, again.replayed) == (first.pending, True)
    assert system.log.position() == 2


def test_a_trial_says_that_it_would_wait(system: System, id: UUID) -> None:
    receipt = system.do(AddMuch(), ASKER, stream=id, dry_run=True)
    assert receipt.pending is not None
    assert receipt.position is None
    assert system.log.position() == 1


def test_who_may_not_issue_it_may_not_ask_for_it(system: System, id: UUID) -> None:
    with pytest.raises(Forbidden):
        system.do(AddMuch(), CS_HERE, stream=id)
    outside = Actor(Role.CW, UUID(int=9), scopes=(f"community:{FC02}",))
    with pytest.raises(Forbidden):
        system.do(AddMuch(), outside, stream=id)
    assert system.log.position() == 1


def test_the_system_waits_for_nobody(system: System, id: UUID) -> None:
    assert system.do(AddMuch(), SYS, stream=id).pending is None
    assert total(system, id) == 100


# Consenting


def test_consent_decides_it_then_and_there_with_both_names(
    system: System, id: UUID, waiting: UUID
) -> None:
    system.clock.passes(hours=5)
    receipt = system.do(GrantApproval(), CS_HERE, stream=waiting)
    assert receipt == Receipt(waiting, 2, 4, 3)
    assert total(system, id) == 100
    granted, added = system.log.read(2, 10)
    assert (granted.name, added.name) == ("approval.granted", "counter.added")
    assert added.event.approved_by == CS_HERE.person
    assert granted.actor.person == CS_HERE.person
    assert added.actor.person == ASKER.person
    assert added.command == granted.command
    assert system.vault.opened(added.event.note, id) == "为何"


def test_it_happened_when_it_was_asked_for(system: System, id: UUID) -> None:
    past = NOON - timedelta(days=2)
    for about, expected in (({}, NOON), ({"occurred_at": past}, past)):
        pending = system.do(AddMuch(), ASKER, stream=id, **about).pending
        system.clock.passes(hours=5)
        system.do(GrantApproval(), CS_HERE, stream=pending)
        added = system.log.history(id)[-1]
        assert added.occurred_at == expected
        assert added.recorded_at >= system.clock.now
        system.clock.passes(hours=-5)


def test_consent_to_what_opens_a_record(system: System) -> None:
    asked = system.do(OpenWithConsent(), ASKER)
    with pytest.raises(NotFound):
        system.do(Add(), CW, stream=asked.stream)
    system.do(GrantApproval(), TOWN, stream=asked.pending)
    assert system.do(Add(), CW, stream=asked.stream).version == 2


def test_it_is_decided_on_the_state_at_consent(system: System, id: UUID, waiting: UUID) -> None:
    system.do(Add(n=950), CW, stream=id)
    with refusal("too_much"):
        system.do(GrantApproval(), CS_HERE, stream=waiting)
    assert system.names()[-1] == "counter.added"
    system.do(Add(n=-50), CW, stream=id)
    system.do(GrantApproval(), CS_HERE, stream=waiting)
    assert total(system, id) == 1000


def test_also_when_another_process_moved_it(place: Place) -> None:
    ours, theirs = place.system(), place.system()
    id = ours.do(OpenCounter(), CW).stream
    pending = ours.do(AddMuch(), ASKER, stream=id).pending
    theirs.do(Add(n=900), CW, stream=id)
    ours.do(GrantApproval(), CS_HERE, stream=pending)
    assert total(ours, id) == 1000


def test_consent_is_given_once(system: System, id: UUID, waiting: UUID) -> None:
    system.do(GrantApproval(), CS_HERE, stream=waiting, key="k")
    assert system.do(GrantApproval(), CS_HERE, stream=waiting, key="k").replayed
    with refusal("not_waiting"):
        system.do(GrantApproval(), TOWN, stream=waiting)
    assert total(system, id) == 100


def test_a_trial_consent_changes_nothing(system: System, id: UUID, waiting: UUID) -> None:
    receipt = system.do(GrantApproval(), CS_HERE, stream=waiting, dry_run=True)
    assert (receipt.version, receipt.position) == (2, None)
    assert total(system, id) == 0


def test_a_refusal_drops_it(system: System, id: UUID, waiting: UUID) -> None:
    system.do(RefuseApproval(reason="不妥"), CS_HERE, stream=waiting)
    with refusal("not_waiting"):
        system.do(GrantApproval(), TOWN, stream=waiting)
    assert total(system, id) == 0
    [_, refused] = system.log.history(waiting)
    assert system.vault.opened(refused.event.reason, waiting) == "不妥"


# Who may consent


def test_nobody_consents_to_his_own_request(system: System, waiting: UUID) -> None:
    also_secretary = Actor(Role.CS, ASKER.person, scopes=ASKER.scopes)
    with refusal("own_request"):
        system.do(GrantApproval(), also_secretary, stream=waiting)


def test_nor_does_he_for_whom_it_was_asked(system: System) -> None:
    asker = replace(ASKER, person=UUID(int=77), on_behalf_of=UUID(int=78))
    id = system.do(OpenCounter(), asker).stream
    waiting = system.do(AddMuch(note="为何"), asker, stream=id).pending
    assert waiting is not None
    for person, whom in ((UUID(int=78), None), (UUID(int=79), UUID(int=77))):
        secretary = Actor(Role.CS, person, None, whom, ASKER.scopes)
        with refusal("own_request"):
            system.do(GrantApproval(), secretary, stream=waiting)


def test_consent_is_asked_for_and_given_in_ones_own_name(system: System, waiting: UUID) -> None:
    with refusal("approver_unnamed"):
        system.do(GrantApproval(), replace(TOWN, person=None), stream=waiting)
    id = system.do(OpenCounter(), ASKER).stream
    with refusal("requester_unnamed"):
        system.do(AddMuch(note="为何"), replace(ASKER, person=None), stream=id)


@pytest.mark.parametrize("command", [GrantApproval(), RefuseApproval(reason="不妥")])
def test_only_the_roles_that_the_command_names(
    system: System, waiting: UUID, command: GrantApproval
) -> None:
    for role in set(Role) - {Role.CS, Role.TOWN, Role.SYS}:
        with pytest.raises(Forbidden):
            system.do(command, Actor(role, UUID(int=9), scopes=("county",)), stream=waiting)
    assert system.names()[-1] == "approval.requested"


@pytest.mark.parametrize("command", [GrantApproval(), RefuseApproval(reason="不妥")])
def test_only_within_their_scope(system: System, waiting: UUID, command: GrantApproval) -> None:
    with pytest.raises(Forbidden) as error:
        system.do(command, CS_THERE, stream=waiting)
    assert error.value.code == "scope_not_allowed"
    unscoped = Actor(Role.CS, UUID(int=9), scopes=("self",))
    with pytest.raises(Forbidden):
        system.do(command, unscoped, stream=waiting)


def test_a_person_whose_consent_it_needs_consents_and_no_other(system: System) -> None:
    owner = Actor(Role.RES, UUID(int=41), scopes=("self",))
    other = Actor(Role.RES, UUID(int=42), scopes=("self",))
    id = system.do(OpenCounter(owner=owner.person), CW).stream
    pending = system.do(AddForOwner(), ASKER, stream=id).pending
    with pytest.raises(Forbidden):
        system.do(GrantApproval(), other, stream=pending)
    system.do(GrantApproval(), owner, stream=pending)
    assert total(system, id) == 1


def test_what_was_never_asked_cannot_be_granted(system: System, id: UUID) -> None:
    for stream in (UUID(int=77), id):
        with pytest.raises(NotFound):
            system.do(GrantApproval(), TOWN, stream=stream)


# Silence


def test_silence_is_consent_when_its_time_is_over(system: System, id: UUID, waiting: UUID) -> None:
    system.clock.passes(days=10, microseconds=-1)
    with refusal("silence_not_over"):
        system.do(GrantApproval(), SYS, stream=waiting)
    system.clock.passes(microseconds=1)
    system.do(GrantApproval(), SYS, stream=waiting)
    assert total(system, id) == 100
    assert system.handler.state(APPROVAL, waiting)[0] == 2
    assert system.log.history(waiting)[-1].event.by_silence


def test_silence_is_never_consent_where_the_command_does_not_say_so(system: System) -> None:
    id = system.do(OpenCounter(owner=UUID(int=41)), CW).stream
    pending = system.do(AddForOwner(), ASKER, stream=id).pending
    system.clock.passes(days=4000)
    with refusal("silence_not_over"):
        system.do(GrantApproval(), SYS, stream=pending)


# What is no longer there


def test_what_was_erased_cannot_be_granted(place: Place) -> None:
    system = place.system()
    id = system.do(OpenCounter(), CW).stream
    pending = system.do(AddMuch(), ASKER, stream=id).pending
    with system.store.writing() as transaction:
        transaction.all("DELETE FROM vault_keys")
    with refusal("request_erased"):
        place.system().do(GrantApproval(), TOWN, stream=pending)


def test_what_the_program_no_longer_knows_cannot_be_granted(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = place.system()
    id = system.do(OpenCounter(), CW).stream
    pending = system.do(AddMuch(), ASKER, stream=id).pending

    class AddMuchAsItIsNow(BaseModel):
        required: int

    with monkeypatch.context() as newer:
        newer.setitem(registry.COMMANDS, "counter.add-much", AddMuchAsItIsNow)
        with refusal("request_outdated"):
            system.do(GrantApproval(), TOWN, stream=pending)
    with monkeypatch.context() as newer:
        newer.delitem(registry.COMMANDS, "counter.add-much")
        with refusal("request_outdated"):
            system.do(GrantApproval(), TOWN, stream=pending)

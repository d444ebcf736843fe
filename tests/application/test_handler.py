"""The path of every command: authority, the state it decides on, repetition, trial."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from threading import Thread
from uuid import UUID

import pytest

from application.authority import Forbidden
from application.codec import fact_in
from application.handler import NotFound, StaleVersion
from application.recorded import KeyReused, Receipt
from application.together import Trial
from domain.kernel import Actor, Refused
from domain.roles import Role
from domain.ruleset import AdoptRuleset, DraftRuleset
from domain.ruleset.document import ruleset_of
from tests.application import counter
from tests.application.counter import (
    COUNTER,
    FC01,
    FC02,
    Add,
    AddByTheRules,
    Added,
    AddIfEqual,
    Move,
    OpenCounter,
    total,
)
from tests.application.world import CW, NOON, SYS, Place, System, body, establish

HERE = Actor(Role.CW, person=UUID(int=21), scopes=(f"community:{FC01}",))
THERE = Actor(Role.CW, person=UUID(int=22), scopes=(f"community:{FC02}",))
RESIDENT = Actor(Role.RES, person=UUID(int=23), scopes=("self",))


pytestmark = pytest.mark.usefixtures("counting")


def refusal(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, check=lambda error: error.code == code)


# What is recorded


def test_a_receipt_says_where_it_landed(system: System, id: UUID) -> None:
    assert system.do(Add(n=5), CW, stream=id) == Receipt(id, 2, 2, 2)
    assert total(system, id) == 5


def test_the_envelope_says_who_when_and_why(system: System, id: UUID) -> None:
    actor = Actor(Role.CW, UUID(int=5), "FC01", UUID(int=6), ("county",))
    about = {"correlation": UUID(int=7), "causation": 1, "occurred_at": NOON - timedelta(days=3)}
    system.do(Add(), actor, stream=id, **about)
    [_, recorded] = system.log.history(id)
    assert (recorded.actor.role, recorded.actor.person) == ("CW", UUID(int=5))
    assert (recorded.actor.body, recorded.actor.on_behalf_of) == ("FC01", UUID(int=6))
    assert (recorded.correlation, recorded.causation) == (UUID(int=7), 1)
    assert recorded.occurred_at == NOON - timedelta(days=3)
    assert recorded.recorded_at >= NOON


def test_without_a_time_it_happened_when_it_was_recorded(system: System, id: UUID) -> None:
    [opened] = system.log.history(id)
    assert opened.occurred_at == opened.recorded_at == NOON
    assert opened.correlation == opened.command


def test_times_are_kept_in_utc(system: System, id: UUID) -> None:
    there = datetime(2022, 5, 10, 11, tzinfo=timezone(timedelta(hours=8)))
    system.do(Add(), CW, stream=id, occurred_at=there)
    assert b'"occurred_at":"2022-05-10T03:00:00Z"' in system.log.stored(1, 1)[0][4]


def test_events_for_another_stream_land_with_the_rest(system: System, id: UUID) -> None:
    other = system.do(OpenCounter(), CW).stream
    receipt = system.do(Move(n=3, to=other), CW, stream=id)
    assert (receipt.first, receipt.position, receipt.version) == (3, 4, 2)
    assert (total(system, id), total(system, other)) == (-3, 3)
    [_, moved] = system.log.history(other)
    assert system.vault.opened(moved.event.note, other) == "移来"


def test_the_envelope_says_by_which_rules_it_was_decided(system: System, id: UUID) -> None:
    evo, lg = (Actor(role, UUID(int=9), scopes=("county",)) for role in (Role.EVO, Role.LG))
    for year in (2022, 2023):
        book = system.do(DraftRuleset(ruleset=ruleset_of(year)), evo).stream
        adopt = AdoptRuleset(version=f"{year}.1", document_no="繁组〔2022〕4号")
        system.do(adopt, lg, stream=book, occurred_at=datetime(2022, 3, 1, tzinfo=UTC))
    asked = {
        (): None,
        (date(2022, 3, 1),): "2022.1",
        (date(2023, 3, 1), date(2023, 4, 1)): "2023.1",
        (date(2022, 3, 1), date(2023, 3, 1)): "2022.1,2023.1",
    }
    for days, ruleset in asked.items():
        system.do(AddByTheRules(days=days), CW, stream=id)
        assert system.log.history(id)[-1].ruleset == ruleset


# Whom it lets


def test_a_role_that_may_not_is_told_who_may(system: System, id: UUID) -> None:
    with pytest.raises(Forbidden, match="CW") as error:
        system.do(Add(), Actor(Role.AUD, scopes=("county",)), stream=id)
    assert error.value.code == "role_not_allowed"


def test_a_scope_covers_its_own_community_only(system: System, id: UUID) -> None:
    system.do(Add(), HERE, stream=id)
    with pytest.raises(Forbidden) as error:
        system.do(Add(), THERE, stream=id)
    assert error.value.code == "scope_not_allowed"
    with pytest.raises(Forbidden):
        system.do(OpenCounter(community=FC01), THERE)
    assert system.log.position() == 2


def test_self_covers_what_names_the_person_and_nobody_elses(system: System) -> None:
    mine = system.do(OpenCounter(owner=RESIDENT.person), RESIDENT).stream
    other = system.do(OpenCounter(owner=UUID(int=99)), CW).stream
    system.do(Add(), RESIDENT, stream=mine)
    with pytest.raises(Forbidden):
        system.do(Add(), RESIDENT, stream=other)


def test_an_office_does_not_reach_beyond_its_scope_because_its_holder_is_a_person(
    system: System, id: UUID
) -> None:
    both = Actor(Role.CW, person=UUID(int=22), scopes=(f"community:{FC02}", "self"))
    with pytest.raises(Forbidden):
        system.do(Add(), both, stream=id)


def test_the_system_may_everything(system: System, id: UUID) -> None:
    system.do(Add(), Actor(Role.SYS), stream=id)


# Which record


def test_a_record_that_does_not_exist_is_not_found(system: System) -> None:
    with pytest.raises(NotFound):
        system.do(Add(), CW, stream=UUID(int=5))
    with pytest.raises(NotFound):
        system.do(Add(), CW)


def test_a_record_of_another_kind_is_not_found(place: Place) -> None:
    system = place.system()
    system.do(establish("FC01"))
    for process in (system, place.system()):
        with pytest.raises(NotFound):
            process.do(Add(), CW, stream=body("FC01"))
        with pytest.raises(NotFound):
            process.do(OpenCounter(), SYS, stream=body("FC01"))
    assert system.log.position() == 1


def test_a_record_of_another_kind_is_none_to_who_looks_it_up(place: Place) -> None:
    system = place.system()
    system.do(establish("FC01"))
    id = system.do(OpenCounter(), CW).stream
    for process in (system, place.system()):
        with refusal("no_other"):
            process.do(Move(n=1, to=body("FC01")), CW, stream=id)


def test_what_is_unique_by_nature_is_opened_once(place: Place) -> None:
    first = place.system().do(OpenCounter(name="n"), CW)
    for process in (place.system(), place.system()):
        with refusal("counter_open"):
            process.do(OpenCounter(name="n"), CW)
    assert first.stream == COUNTER.identify(OpenCounter(name="n"))


def test_nobody_chooses_the_id_of_what_he_opens(system: System) -> None:
    with pytest.raises(NotFound):
        system.do(OpenCounter(), CW, stream=UUID(int=5))
    with pytest.raises(NotFound):
        system.do(OpenCounter(name="n"), CW, stream=UUID(int=5))
    natural = COUNTER.identify(OpenCounter(name="n"))
    assert system.do(OpenCounter(name="n"), CW, stream=natural).version == 1
    # A policy does, so that doing it again does it once.
    assert system.do(OpenCounter(), SYS, stream=UUID(int=5)).stream == UUID(int=5)


def test_fresh_ids_sort_by_time(system: System) -> None:
    ids = []
    for _ in range(3):
        ids.append(system.do(OpenCounter(), CW).stream)
        system.clock.passes(seconds=1)
    assert ids == sorted(ids)
    assert {id.version for id in ids} == {7}


# On which state


def test_a_decision_on_a_state_that_another_process_moved_is_made_again(place: Place) -> None:
    ours, theirs = place.system(), place.system()
    id = ours.do(OpenCounter(), CW).stream
    theirs.do(Add(n=900), CW, stream=id)
    assert ours.do(Add(n=100), CW, stream=id).version == 3
    theirs.do(Add(n=-1000), CW, stream=id)
    assert ours.do(Add(n=1000), CW, stream=id).version == 5


def test_a_refusal_on_an_old_state_is_looked_at_again(place: Place) -> None:
    ours, theirs = place.system(), place.system()
    id = ours.do(OpenCounter(), CW).stream
    ours.do(Add(n=1000), CW, stream=id)
    theirs.do(Add(n=-1), CW, stream=id)
    assert ours.do(Add(n=1), CW, stream=id).version == 4


def test_an_acceptance_on_an_old_state_is_not(place: Place) -> None:
    ours, theirs = place.system(), place.system()
    id = ours.do(OpenCounter(), CW).stream
    ours.do(Add(n=999), CW, stream=id)
    theirs.do(Add(n=1), CW, stream=id)
    with refusal("too_much"):
        ours.do(Add(n=1), CW, stream=id)


def test_what_it_only_looked_at_may_not_have_moved_either(place: Place) -> None:
    ours, theirs = place.system(), place.system()
    a, b = (ours.do(OpenCounter(), CW).stream for _ in range(2))
    ours.do(AddIfEqual(other=b), CW, stream=a)
    theirs.do(Add(), CW, stream=b)
    assert ours.do(AddIfEqual(other=b), CW, stream=a).version == 3
    theirs.do(Add(n=7), CW, stream=b)
    with refusal("not_equal"):
        ours.do(AddIfEqual(other=b), CW, stream=a)


def test_nothing_found_is_looked_at_again(place: Place) -> None:
    ours, theirs = place.system(), place.system()
    natural = COUNTER.identify(OpenCounter(name="n"))
    with pytest.raises(NotFound):
        ours.do(Add(), CW, stream=natural)
    theirs.do(OpenCounter(name="n"), CW)
    assert ours.do(Add(), CW, stream=natural).version == 2


def test_no_change_on_an_old_state_is_looked_at_again(place: Place) -> None:
    ours, theirs = place.system(), place.system()
    id = ours.do(OpenCounter(), CW).stream
    theirs.do(Add(), CW, stream=id)
    assert ours.do(Add(n=0), CW, stream=id) == Receipt(id, 2, None)


def test_threads_that_race_for_one_stream_all_arrive(system: System, id: UUID) -> None:
    failures: list[Exception] = []

    def work() -> None:
        try:
            for _ in range(10):
                system.do(Add(), CW, stream=id)
        except Exception as error:
            failures.append(error)

    threads = [Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert total(system, id) == 160
    assert system.log.versions([id]) == {id: 161}


def test_states_that_are_not_in_memory_are_read(place: Place, id: UUID) -> None:
    later = place.system()
    assert later.handler.state(COUNTER, id) == (1, COUNTER.replay([counter_opened()]))
    assert later.handler.look(counter.counter_ref(id)).opened
    assert later.handler.state(COUNTER, UUID(int=9)) == (0, COUNTER.initial)


def counter_opened() -> counter.CounterOpened:
    return counter.CounterOpened(community=FC01)


# If-Match


def test_an_expected_version_must_be_the_current_one(place: Place) -> None:
    ours, theirs = place.system(), place.system()
    id = ours.do(OpenCounter(), CW).stream
    ours.do(Add(), CW, stream=id, expected=1)
    with pytest.raises(StaleVersion) as error:
        ours.do(Add(), CW, stream=id, expected=1)
    assert error.value.current == 2
    theirs.do(Add(), CW, stream=id)
    assert ours.do(Add(), CW, stream=id, expected=3).version == 4
    with pytest.raises(StaleVersion):
        theirs.do(Add(), CW, stream=id, expected=3)


# When it happened


def test_nothing_has_happened_in_the_future(system: System, id: UUID) -> None:
    with refusal("in_the_future"):
        system.do(Add(), CW, stream=id, occurred_at=NOON + timedelta(microseconds=1))
    system.do(Add(), CW, stream=id, occurred_at=NOON)


@pytest.mark.parametrize("shift", [-14, 0, 14])
def test_nor_before_anybody_can_remember(system: System, id: UUID, shift: int) -> None:
    earliest = datetime.min.replace(tzinfo=timezone(timedelta(hours=shift)))
    with refusal("long_ago"):
        system.do(Add(), CW, stream=id, occurred_at=earliest)
    with refusal("long_ago"):
        just = datetime(1899, 12, 31, 23, 59, 59, tzinfo=UTC)
        system.do(Add(), CW, stream=id, occurred_at=just)


# Asked again


def test_the_same_question_with_the_same_key_has_the_same_answer(place: Place) -> None:
    ours, theirs = place.system(), place.system()
    first = ours.do(OpenCounter(), CW, key="k")
    ours.do(Add(), CW, stream=first.stream)
    for process in (ours, theirs):
        again = process.do(OpenCounter(), CW, key="k")
        assert again == Receipt(first.stream, 1, 1, 1, replayed=True)
    assert ours.log.position() == 2


def test_also_when_the_rule_would_refuse_it_now(system: System) -> None:
    first = system.do(OpenCounter(name="n"), CW, key="k")
    again = system.do(OpenCounter(name="n"), CW, key="k")
    assert (again.stream, again.replayed) == (first.stream, True)
    with refusal("counter_open"):
        system.do(OpenCounter(name="n"), CW, key="other")


def test_also_when_nothing_had_followed(place: Place) -> None:
    ours, theirs = place.system(), place.system()
    id = ours.do(OpenCounter(), CW).stream
    ours.do(Add(n=1000), CW, stream=id)
    assert ours.do(Add(n=0), CW, stream=id, key="k") == Receipt(id, 2, None)
    theirs.do(Add(n=-5), CW, stream=id)
    assert ours.do(Add(n=0), CW, stream=id, key="k") == Receipt(id, 2, None, replayed=True)


@pytest.mark.parametrize(
    ("command", "about"),
    [(Add(n=2), {}), (Add(), {"occurred_at": NOON}), (AddIfEqual(other=UUID(int=1)), {})],
    ids=["other field", "other time", "other command"],
)
def test_another_question_may_not_use_the_key(
    system: System, id: UUID, command: Add, about: dict[str, datetime]
) -> None:
    system.do(Add(), CW, stream=id, key="k")
    with pytest.raises(KeyReused):
        system.do(command, CW, stream=id, key="k", **about)
    assert system.log.position() == 2


def test_nor_the_same_for_another_record(system: System, id: UUID) -> None:
    system.do(Add(), CW, stream=id, key="k")
    other = system.do(OpenCounter(), CW).stream
    with pytest.raises(KeyReused):
        system.do(Add(), CW, stream=other, key="k")


def test_two_callers_may_use_the_same_key(system: System, id: UUID) -> None:
    someone = Actor(Role.CW, body="FC01", scopes=("county",))
    role = Actor(Role.CW, scopes=("county",))
    for actor in (CW, HERE, someone, role):
        assert not system.do(Add(), actor, stream=id, key="k").replayed
    assert total(system, id) == 4


def test_programs_without_a_name_are_told_apart_by_their_reach(system: System, id: UUID) -> None:
    here, there = (Actor(Role.CW, scopes=(f"community:{code}", "county")) for code in (FC01, FC02))
    for actor in (here, there):
        assert not system.do(Add(), actor, stream=id, key="k").replayed


def test_what_is_asked_for_another_person_is_another_question(system: System, id: UUID) -> None:
    first, second = (replace(CW, on_behalf_of=UUID(int=n)) for n in (31, 32))
    system.do(Add(), first, stream=id, key="k")
    with pytest.raises(KeyReused):
        system.do(Add(), second, stream=id, key="k")


def test_a_refused_request_may_be_asked_again(system: System, id: UUID) -> None:
    system.do(Add(n=1000), CW, stream=id)
    with refusal("too_much"):
        system.do(Add(), CW, stream=id, key="k")
    system.do(Add(n=-1), CW, stream=id)
    assert not system.do(Add(), CW, stream=id, key="k").replayed


def test_threads_that_ask_the_same_do_it_once(system: System, id: UUID) -> None:
    receipts: list[Receipt] = []

    def ask() -> None:
        receipts.append(system.do(Add(), CW, stream=id, key="k"))

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(receipt.replayed for receipt in receipts) == [False] + [True] * 7
    assert {receipt.position for receipt in receipts} == {2}
    assert total(system, id) == 1


# A trial


def test_a_trial_says_what_would_be_and_writes_nothing(system: System, id: UUID) -> None:
    tried = system.do(Add(n=5), CW, stream=id, dry_run=True)
    assert isinstance(tried, Trial)
    assert (tried.stream, tried.version, tried.position) == (id, 2, None)
    assert list(map(fact_in, tried.drafts)) == [Added(n=5)]
    assert tried.after[id].state.total == 5
    with refusal("too_much"):
        system.do(Add(n=1001), CW, stream=id, dry_run=True)
    with pytest.raises(Forbidden):
        system.do(Add(), THERE, stream=id, dry_run=True)
    assert (total(system, id), system.log.position()) == (0, 1)


def test_a_trial_does_not_use_up_the_key(system: System, id: UUID) -> None:
    system.do(Add(), CW, stream=id, key="k", dry_run=True)
    assert not system.do(Add(n=2), CW, stream=id, key="k").replayed
    assert system.do(Add(n=2), CW, stream=id, key="k", dry_run=True).replayed


def test_a_trial_is_made_on_the_current_state(place: Place) -> None:
    ours, theirs = place.system(), place.system()
    id = ours.do(OpenCounter(), CW).stream
    theirs.do(Add(n=1000), CW, stream=id)
    with refusal("too_much"):
        ours.do(Add(), CW, stream=id, dry_run=True)

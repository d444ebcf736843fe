"""Whatever is asked of a person's books, in whatever order, some things never happen."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations
from uuid import UUID

from hypothesis import given, settings, strategies as st

from domain.kernel import Actor, Command, Elsewhere, Event, Refused
from domain.roles import Role
from domain.volunteer import (
    VOLUNTEER,
    Book,
    ConfirmLateService,
    ConfirmService,
    CorrectService,
    DisputeService,
    Flag,
    RejectService,
    ResolveDispute,
    RevokeReason,
    RevokeService,
    ServiceConfirmed,
    ServiceSubmitted,
    Source,
    volunteer_ref,
)
from domain.volunteer.events import RejectReason
from domain.volunteer.state import HOLDS_ITS_TIME
from tests.domain.volunteer.facts import PROOF, SUBMIT
from tests.domain.world import CHEN, LI, WORLD
from tests.spec import Given, moment

YEARS = (2022, 2023)
NEW_YEARS_EVE = moment("2022-12-31 12:00")
PEOPLE = (LI, CHEN, UUID(int=0x41), UUID(int=0x42))  # each of them now and then in every role

hours = st.integers(min_value=0, max_value=24)
lengths = st.integers(min_value=1, max_value=10)
people = st.sampled_from(PEOPLE)


@st.composite
def submissions(draw: st.DrawFn) -> tuple[Actor, Actor, Command[Book]]:
    start = NEW_YEARS_EVE + timedelta(hours=draw(hours))
    source = draw(st.sampled_from((Source.SELF, Source.ORGANISER)))
    role = Role.MEM if source is Source.SELF else Role.CW
    by = Actor(role, LI if source is Source.SELF else draw(people), scopes=("county",))
    changes = {
        "start": start, "end": start + timedelta(hours=draw(lengths)), "source": source,
        "activity": draw(st.sampled_from((None, UUID(int=1), UUID(int=2)))),
    }  # fmt: skip
    return by, by, SUBMIT.model_copy(update=changes)


@st.composite
def steps(draw: st.DrawFn) -> tuple[Actor, Actor, int, str]:
    """Who asks, who consents, which of the entries so far, and what is to be done with it."""
    kinds = ("confirm", "late", "reject", "correct", "dispute", "stands", "falls", "revoke")
    asks = Actor(Role.CS, draw(people), scopes=("county",))
    consents = Actor(Role.TOWN, draw(people), scopes=("county",))
    return asks, consents, draw(st.integers(0, 20)), draw(st.sampled_from(kinds))


def step(kind: str, entry: UUID, asks: Actor, minutes: int) -> Command[Book]:
    assert asks.person is not None
    commands: dict[str, Command[Book]] = {
        "confirm": ConfirmService(entry=entry),
        "late": ConfirmLateService(entry=entry, evidence=PROOF),
        "reject": RejectService(entry=entry, reason=RejectReason.NOT_PROVEN),
        "correct": CorrectService(entry=entry, minutes=minutes, reason="合成"),
        "dispute": DisputeService(
            entry=entry, complainant=asks.person, statement="合成", evidence=PROOF
        ),
        "stands": ResolveDispute(entry=entry, stands=True, explanation="合成"),
        "falls": ResolveDispute(
            entry=entry, stands=False, explanation="合成", reason=RevokeReason.ERROR
        ),
        "revoke": RevokeService(entry=entry, reason=RevokeReason.ERROR, note="合成"),
    }
    return commands[kind]


@dataclass
class Books:
    """Li's two books, and all that was ever recorded in them."""

    states: dict[int, Book] = field(default_factory=lambda: dict.fromkeys(YEARS, Book()))
    facts: list[Event[Book]] = field(default_factory=list)

    def ask(self, year: int, asks: Actor, consents: Actor, at: str, command: Command[Book]) -> None:
        refs = {volunteer_ref(LI, y): state for y, state in self.states.items()}
        given = Given(VOLUNTEER, self.states[year]).by(asks).at(at).looking({**WORLD, **refs})
        try:
            facts = given.approved_by(consents).when(command).facts()
        except Refused:
            return
        for fact in facts:
            assert not isinstance(fact, Elsewhere)  # nothing here is found false
            self.states[year] = fact.apply(self.states[year])
            self.facts.append(fact)

    @property
    def submitted(self) -> list[ServiceSubmitted]:
        return [fact for fact in self.facts if isinstance(fact, ServiceSubmitted)]

    def hold_the_laws(self) -> None:
        entries = [e for state in self.states.values() for e in state.entries]
        for one, other in combinations([e for e in entries if e.status in HOLDS_ITS_TIME], 2):
            assert not one.overlaps(other.start, other.end), "two confirmed entries overlap"
        recorders = {fact.entry: fact.recorder for fact in self.submitted}
        assert len(recorders) == len(self.submitted), "an entry was submitted twice"
        for fact in self.facts:
            if isinstance(fact, ServiceConfirmed):
                judges = {fact.confirmer, fact.approver}
                assert not judges & {recorders[fact.entry], LI}, "confirmed by a party to it"
        for entry in entries:
            year = entry.service_on.year
            assert self.states[year].find(entry.id) is entry, "an entry in the wrong book"


Tries = list[tuple[Actor, Actor, Command[Book]] | tuple[Actor, Actor, int, str]]


@settings(max_examples=150)
@given(
    tries=st.lists(st.one_of(submissions(), steps()), max_size=40),
    at=st.sampled_from(("2023-01-03 09:00", "2023-01-20 09:00")),
    minutes=st.integers(1, 900),
)
def test_no_two_confirmed_sessions_overlap_and_nobody_confirms_his_own(
    tries: Tries, at: str, minutes: int
) -> None:
    books = Books()
    for attempt in tries:
        if len(attempt) == 3:
            asks, consents, command = attempt
            books.ask(command.service_on.year, asks, consents, at, command)  # type: ignore[attr-defined]
        elif books.submitted:
            asks, consents, number, kind = attempt
            fact = books.submitted[number % len(books.submitted)]
            command = step(kind, fact.entry, asks, minutes)
            books.ask(fact.service_on.year, asks, consents, at, command)
        books.hold_the_laws()


def test_the_law_is_not_kept_by_refusing_everything() -> None:
    """The same machinery, asked for what is right, confirms and revokes."""
    books, worker, town = Books(), Actor(Role.CW, CHEN), Actor(Role.TOWN, UUID(int=0x45))
    at = "2023-01-20 09:00"
    start = NEW_YEARS_EVE + timedelta(hours=20)
    session = SUBMIT.model_copy(update={"start": start, "end": start + timedelta(hours=3)})
    books.ask(2022, Actor(Role.MEM, LI), town, at, session)
    assert [fact.flags for fact in books.submitted] == [(Flag.LATE_ENTRY,)]
    books.ask(2022, worker, town, at, step("late", session.entry, worker, 1))
    books.ask(2022, worker, town, at, step("revoke", session.entry, worker, 1))
    assert [type(fact).__name__ for fact in books.facts] == [
        "ServiceSubmitted", "ServiceConfirmed", "ServiceRevoked"
    ]  # fmt: skip

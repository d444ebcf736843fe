"""Whatever is asked of a case, in whatever order: R-18, R-19, SYS-05, SYS-21."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given as for_all, settings, strategies as st

from domain.case import (
    CASE,
    AcceptCase,
    AssignCase,
    CallBack,
    Case,
    CaseAccepted,
    CaseFedBack,
    CaseReopened,
    CaseReported,
    CaseState,
    Channel,
    CloseCase,
    DeadlineExtended,
    DeadlineRecomputed,
    DecideAssignmentDispute,
    FeedBack,
    FeedbackImpossibleRecorded,
    FinishConversion,
    RecomputeCause,
    RecordHandled,
    ResumeCase,
    StartHandling,
)
from domain.kernel import Actor, Command, Elsewhere, Event, Refused
from tests.domain.case.asking import ENDING, MASTER, ORDERS, anything
from tests.domain.case.world import (
    OPEN,
    WANG,
    WORLD,
)
from tests.spec import Given, moment

# The table of SYS-05, written again as an independent witness.
S = CaseState
ENDS = {S.NOT_ACCEPTED, S.MERGED, S.WITHDRAWN, S.TRANSFERRED}
MOVES: dict[CaseState | None, set[CaseState]] = {
    None: {S.REPORTED},
    S.REPORTED: {S.ACCEPTED, *ENDS},
    S.ACCEPTED: {S.ASSIGNED, S.MERGED, S.TRANSFERRED, S.WITHDRAWN},
    S.ASSIGNED: {S.IN_HANDLING, S.ACCEPTED, S.SUSPENDED, S.TRANSFERRED, S.WITHDRAWN}
    | {S.HANDLED, S.CONVERTED},  # within one command: on the spot, and converting
    S.IN_HANDLING: {S.HANDLED, S.SUSPENDED, S.TRANSFERRED, S.WITHDRAWN},
    S.SUSPENDED: {S.ASSIGNED, S.IN_HANDLING, S.TRANSFERRED, S.WITHDRAWN},
    S.CONVERTED: {S.HANDLED, S.ACCEPTED},
    S.HANDLED: {S.FED_BACK},
    S.FED_BACK: {S.CLOSED, S.ASSIGNED},
    S.CLOSED: {S.ASSIGNED, S.ARCHIVED},
    **{end: {S.ARCHIVED} for end in ENDS},
    S.ARCHIVED: set(),
}
SETS_A_DUE_TIME = (CaseAccepted, DeadlineExtended, DeadlineRecomputed, CaseReopened)


@dataclass
class Run:
    """One case, driven."""

    given: Given[Case]
    now: datetime
    facts: list[Event[Case]] = field(default_factory=list)
    told: bool = False  # since it was last taken up

    def possible(self) -> list[tuple[Actor, Command[Case]]]:
        return [(a, c) for a, c in anything(self.now) if self.ask(a, c)]

    def ask(self, actor: Actor, command: Command[Case]) -> tuple[Event[Any] | Elsewhere, ...]:
        """Nothing but facts or a refusal ever comes of a command."""
        asked = replace(self.given, actor=actor, now=self.now)
        try:
            return asked.when(command).facts()
        except Refused:
            return ()

    def draw(self, data: Any) -> None:
        """Does something that is possible, if anything is; rarely what ends the case early."""
        may_end = data.draw(st.integers(0, 19), "may end") == 0
        possible = [(a, c) for a, c in self.possible() if may_end or not isinstance(c, ENDING)]
        if possible:
            self.do(*data.draw(st.sampled_from(possible), "command"))

    def do(self, actor: Actor, command: Command[Case]) -> bool:
        facts = self.ask(actor, command)
        for fact in facts:
            if not isinstance(fact, Elsewhere):
                self.record(fact)
        return bool(facts)

    def record(self, fact: Event[Case]) -> None:
        before, state = self.given.state, fact.apply(self.given.state)
        assert state.state == before.state or state.state in MOVES[before.state]
        self.told = not isinstance(fact, CaseReopened) and (
            self.told or isinstance(fact, CaseFedBack | FeedbackImpossibleRecorded)
        )
        # no case closes without a feedback event, or why it is impossible.
        assert state.state is not S.CLOSED or self.told
        self.check_due(before, state, fact)
        stored = fact.model_dump_json(exclude_none=True)
        assert type(fact).model_validate_json(stored) == fact
        self.given = replace(self.given, state=state)
        self.facts.append(fact)

    def check_due(self, before: Case, state: Case, fact: Event[Case]) -> None:
        """SYS-21: only a visible fact moves a due time, and none cures a missed one."""
        if before.clock is None or state.clock is None or before.clock == state.clock:
            return
        assert isinstance(fact, SETS_A_DUE_TIME)
        if isinstance(fact, CaseReopened):
            return
        assert isinstance(fact, DeadlineExtended | DeadlineRecomputed)
        assert fact.before == before.clock.due_at
        assert fact.due_at == state.clock.due_at
        if fact.due_at < fact.before:
            assert isinstance(fact, DeadlineRecomputed)
            assert fact.cause is RecomputeCause.RECATEGORISED
            assert fact.due_at > self.now
        elif isinstance(fact, DeadlineExtended) or fact.cause is RecomputeCause.RECATEGORISED:
            assert self.now <= fact.before


def started(**reporter: object) -> Run:
    now = moment("2022-03-01 09:00")
    looked = WORLD | ORDERS | {MASTER: CASE.replay(OPEN)}
    run = Run(Given(CASE, CASE.initial, now=now, looked=looked), now)
    run.record(
        CaseReported(
            happened_at=now, channel=Channel.HOTLINE, text="x", community="FC01",
            **reporter,
        )
    )  # fmt: skip
    return run


@settings(max_examples=40)
@for_all(st.data())
def test_whatever_is_asked_the_loop_is_closed_and_no_date_moves_silently(data: Any) -> None:
    named = data.draw(st.booleans(), "named")
    run = started(reporter=WANG) if named else started(anonymous=True, reachable=False)
    for _ in range(data.draw(st.integers(1, 40), "steps")):
        run.now += timedelta(hours=data.draw(st.sampled_from([0, 1, 5, 20, 90, 400]), "hours"))
        run.draw(data)
    assert CASE.replay(run.facts) == run.given.state


@settings(max_examples=20)
@for_all(st.data())
def test_every_case_that_is_worked_on_can_be_closed(data: Any) -> None:
    """The shortest way through the five chains is open from any state that is not an end."""
    run = started(reporter=WANG)
    for _ in range(data.draw(st.integers(0, 15), "steps")):
        run.now += timedelta(hours=1)
        run.draw(data)
    for _ in range(20):
        run.now += timedelta(hours=1)
        kinds = WAY_OUT.get(run.given.state.state, ())
        any(run.do(a, c) for kind in kinds for a, c in anything(run.now) if isinstance(c, kind))
    assert run.given.state.state in {S.CLOSED, S.ARCHIVED, *ENDS}
    assert run.given.state.state is not S.CLOSED or run.given.state.chain_complete


WAY_OUT: dict[CaseState | None, tuple[type[Command[Case]], ...]] = {
    S.REPORTED: (AcceptCase,),
    S.ACCEPTED: (AssignCase, DecideAssignmentDispute),
    S.ASSIGNED: (StartHandling,),
    S.IN_HANDLING: (RecordHandled,),
    S.SUSPENDED: (ResumeCase,),
    S.CONVERTED: (FinishConversion,),
    S.HANDLED: (FeedBack,),
    S.FED_BACK: (CloseCase, CallBack),
}

"""Whatever is asked, in whatever order: SYS-04, EX-09."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given as for_all, settings, strategies as st

from domain.agreement import (
    AGREEMENT,
    Agreement,
    AgreementAmended,
    AgreementSignedByCommunity,
    AgreementSignedByParty,
    AgreementTookEffect,
    AmendAgreement,
    Amendment,
    ApproveAmendment,
    CommitmentState,
    ConfirmNegotiation,
    DropCommitment,
    ExpireAgreement,
    FailCommitment,
    LapseAgreement,
    MarkCommitmentOverdue,
    ProposeCommitment,
    RejectCommitmentReport,
    ReportCommitmentDone,
    ReviseCommitment,
    Revision,
    SignAgreement,
    StartCommitment,
    Terms,
    VerifyCommitment,
    WaiveCommitment,
    WaiverGround,
)
from domain.kernel import SHANGHAI, SYSTEM, Actor, Command, Event, Refused
from domain.roles import Role
from tests.domain.agreement.scenario import (
    EFFECTIVE,
    FILE,
    GYM,
    LIAISON,
    READY,
    RESIDENT,
    SECRETARY,
    WORLD,
    terms,
)
from tests.spec import Given, Then

TOWN = Actor(role=Role.TOWN, person=UUID(int=15), scopes=("town",))
Step = tuple[int, Actor, Actor | None, Command[Agreement]]
Happened = tuple[date, Agreement, tuple[Event[Any], ...], Agreement]

days = st.dates(date(2022, 1, 1), date(2022, 12, 31))
some_terms = st.builds(terms, weight=st.integers(1, 5), due_on=days)
ids = st.sampled_from([GYM, UUID(int=902), UUID(int=1)])
revisions = st.builds(Revision, commitment=ids, terms=some_terms)
amendments = st.builds(
    Amendment,
    add=st.lists(some_terms, max_size=1).map(tuple),
    revise=st.lists(revisions, max_size=2).map(tuple),
    drop=st.lists(ids, max_size=1).map(tuple),
)
papers = st.none() | days
secretary, liaison, system, town = map(st.just, (SECRETARY, LIAISON, SYSTEM, TOWN))
nobody, resident = st.none(), st.just(RESIDENT)
one_or_other = st.sampled_from([SECRETARY, LIAISON, RESIDENT])


def step(
    actor: st.SearchStrategy[Actor],
    approver: st.SearchStrategy[Actor | None],
    command: type[Command[Agreement]],
    **about: st.SearchStrategy[Any],
) -> st.SearchStrategy[Step]:
    return st.tuples(st.integers(0, 60), actor, approver, st.builds(command, **about))


steps = st.lists(
    st.one_of(
        step(one_or_other, nobody, ProposeCommitment, terms=some_terms),
        step(one_or_other, nobody, ReviseCommitment, commitment=ids, terms=some_terms),
        step(one_or_other, nobody, DropCommitment, commitment=ids),
        step(secretary, nobody, ConfirmNegotiation),
        step(one_or_other, nobody, SignAgreement, paper_dated_on=papers),
        step(secretary, liaison, AmendAgreement, amendment=amendments),
        step(secretary, liaison, AmendAgreement, amendment=amendments),
        step(town, nobody, ApproveAmendment),
        step(liaison, nobody, StartCommitment, commitment=ids),
        step(liaison, nobody, ReportCommitmentDone, commitment=ids, evidence=st.just((FILE,))),
        step(secretary, resident, VerifyCommitment, commitment=ids),
        step(secretary, resident, RejectCommitmentReport, commitment=ids, reason=st.just("未见")),
        step(
            secretary, town, WaiveCommitment, commitment=ids, reason=st.just("封控"),
            ground=st.just(WaiverGround.FORCE_MAJEURE),
        ),
        step(system, nobody, MarkCommitmentOverdue, commitment=ids),
        step(system, nobody, FailCommitment, commitment=ids),
        step(system, nobody, ExpireAgreement),
        step(system, nobody, LapseAgreement),
    ),
    min_size=1,
    max_size=25,
)  # fmt: skip
starts = st.sampled_from([(READY, date(2022, 3, 1)), (EFFECTIVE, date(2022, 4, 20))])


def lived(start: tuple[tuple[Event[Any], ...], date], asked: list[Step]) -> Iterator[Happened]:
    """Day, state before, what was decided, state after; refusals pass."""
    facts, day = start
    state = AGREEMENT.replay(facts)
    looked = {ref.id: known for ref, known in WORLD.items()}
    for later, actor, approver, command in asked:
        day += timedelta(days=later)
        now = datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI)
        asking = Given(AGREEMENT, state, actor, now, approver=approver, looked=looked)
        try:
            decided = Then(asking, command).facts()
        except Refused:
            continue
        before, state = state, AGREEMENT.replay(decided, state)
        yield day, before, decided, state


def due_weight(state: Agreement, day: date) -> int:
    """What the party owes by `day`, in weight."""
    return sum(
        c.terms.weight
        for c in state.commitments
        if c.counts and c.state is not CommitmentState.WAIVED and c.terms.due_on <= day
    )


@settings(max_examples=300, deadline=None)
@for_all(starts, steps)
def test_the_effect_is_never_before_the_recorded_day_of_either_signature(
    start: tuple[tuple[Event[Any], ...], date], asked: list[Step]
) -> None:
    for day, before, decided, state in lived(start, asked):
        for fact in decided:
            if isinstance(fact, AgreementSignedByCommunity | AgreementSignedByParty):
                assert fact.on == day
            if isinstance(fact, AgreementTookEffect):
                assert fact.effective_on == day
                assert before.effective_on is None
        if state.effective_on is not None:
            assert state.signed_by_community is not None
            assert state.signed_by_party is not None
            signed = (state.signed_by_community.on, state.signed_by_party.on)
            assert state.effective_on == max(signed)
            assert state.days_late == (state.effective_on - date(2022, 3, 31)).days
            for c in state.commitments:
                assert c.counts == (c.terms.due_on >= state.effective_on)


@settings(max_examples=300, deadline=None)
@for_all(starts, steps)
def test_an_amendment_never_lowers_the_weight_that_is_due(
    start: tuple[tuple[Event[Any], ...], date], asked: list[Step]
) -> None:
    for day, before, decided, state in lived(start, asked):
        if any(isinstance(fact, AgreementAmended) for fact in decided):
            assert due_weight(state, day) >= due_weight(before, day)


@settings(max_examples=300, deadline=None)
@for_all(starts, steps)
def test_once_both_have_signed_terms_change_by_amendment_only_and_nothing_due_is_lost(
    start: tuple[tuple[Event[Any], ...], date], asked: list[Step]
) -> None:
    def text(state: Agreement) -> dict[UUID, Terms]:
        return {c.id: c.terms for c in state.commitments}

    for day, before, decided, state in lived(start, asked):
        if before.effective_on is None:
            continue
        amended = any(isinstance(fact, AgreementAmended) for fact in decided)
        assert amended or text(state) == text(before)
        due = {c.id for c in before.commitments if c.due_by(day)}
        assert due <= text(state).keys()

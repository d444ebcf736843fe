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
    COMMUNITY_SIGNED,
    EARLY,
    EFFECTIVE,
    FILE,
    GYM,
    LIAISON,
    PARTY_SIGNED,
    READY,
    RESIDENT,
    SECRETARY,
    WORLD,
    terms,
)
from tests.spec import Given, Then

TOWN = Actor(role=Role.TOWN, person=UUID(int=15), scopes=("town",))
Start = tuple[tuple[Event[Any], ...], date]
Step = tuple[int, Actor, Actor | None, Command[Agreement]]
Happened = tuple[date, Agreement, tuple[Event[Any], ...], Agreement]

days = st.dates(date(2022, 1, 1), date(2022, 12, 31))
some_terms = st.builds(terms, weight=st.integers(1, 5), due_on=days)
same_dates = st.builds(terms, weight=st.integers(1, 5))  # due on 30 June, like the gym
ids = st.sampled_from([GYM, EARLY])
either = st.sampled_from([SECRETARY, LIAISON])
revisions = st.builds(Revision, commitment=ids, terms=some_terms | same_dates)
amendments = st.one_of(
    st.builds(Amendment, add=st.tuples(some_terms)),
    st.builds(Amendment, revise=st.tuples(revisions)),
    st.builds(Amendment, revise=st.tuples(revisions), add=st.tuples(some_terms)),
    st.builds(Amendment, drop=st.tuples(ids)),
)


def step(
    actor: Actor | st.SearchStrategy[Actor],
    command: type[Command[Agreement]],
    approver: Actor | None = None,
    **about: st.SearchStrategy[Any],
) -> st.SearchStrategy[Step]:
    """Some days later, somebody asks for something."""
    who = st.just(actor) if isinstance(actor, Actor) else actor
    return st.tuples(st.integers(0, 60), who, st.just(approver), st.builds(command, **about))


papers = st.none() | days
signing = st.one_of(
    step(either, SignAgreement, paper_dated_on=papers),
    step(either, SignAgreement, paper_dated_on=papers),
    step(SECRETARY, ConfirmNegotiation),
    step(either, ProposeCommitment, terms=some_terms),
    step(either, ReviseCommitment, commitment=ids, terms=some_terms),
    step(either, DropCommitment, commitment=ids),
)
amending = st.one_of(
    step(SECRETARY, AmendAgreement, LIAISON, amendment=amendments),
    step(SECRETARY, AmendAgreement, LIAISON, amendment=amendments),
    step(TOWN, ApproveAmendment),
)
waiver = {"reason": st.just("封控"), "ground": st.just(WaiverGround.FORCE_MAJEURE)}
fulfilling = st.one_of(
    step(LIAISON, StartCommitment, commitment=ids),
    step(LIAISON, ReportCommitmentDone, commitment=ids, evidence=st.just((FILE,))),
    step(SECRETARY, VerifyCommitment, RESIDENT, commitment=ids),
    step(SECRETARY, RejectCommitmentReport, RESIDENT, commitment=ids, reason=st.just("未见")),
    step(SECRETARY, WaiveCommitment, TOWN, commitment=ids, **waiver),
    step(SYSTEM, MarkCommitmentOverdue, commitment=ids),
    step(SYSTEM, FailCommitment, commitment=ids),
    step(SYSTEM, ExpireAgreement),
    step(SYSTEM, LapseAgreement),
)
before_effect = st.sampled_from(
    [
        (READY, date(2022, 2, 1)),
        ((*READY, COMMUNITY_SIGNED), COMMUNITY_SIGNED.on),
        ((*READY, PARTY_SIGNED), PARTY_SIGNED.on),
    ]
)
in_effect = st.just((EFFECTIVE, date(2022, 4, 20)))


def lived(start: Start, asked: list[Step]) -> Iterator[Happened]:
    """Day, state before, what was decided, state after; refusals pass."""
    facts, day = start
    state = AGREEMENT.replay(facts)
    for number, (later, actor, approver, command) in enumerate(asked):
        day += timedelta(days=later)
        now = datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI)
        happened = now - timedelta(days=40)
        id = UUID(int=number)  # else two additions would be one and the same commitment
        asking = Given(AGREEMENT, state, actor, now, happened, approver, id, WORLD)
        try:
            decided = Then(asking, command).facts()
        except Refused:
            continue
        before, state = state, AGREEMENT.replay(decided, state)
        yield day, before, decided, state


@settings(max_examples=100)
@for_all(before_effect, st.lists(signing, min_size=1, max_size=10))
def test_the_effect_is_never_before_the_recorded_day_of_either_signature(
    start: Start, asked: list[Step]
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


def text(state: Agreement) -> dict[UUID, Terms]:
    return {c.id: c.terms for c in state.commitments}


@settings(max_examples=100)
@for_all(before_effect, st.lists(signing, min_size=1, max_size=10))
def test_both_have_signed_the_text_that_takes_effect(start: Start, asked: list[Step]) -> None:
    signed: dict[type[Event[Any]], dict[UUID, Terms]] = {}
    facts, _ = start
    for fact in facts:
        signed[type(fact)] = text(AGREEMENT.replay(facts))
    for _, _, decided, state in lived(start, asked):
        for fact in decided:
            signed[type(fact)] = text(state)
        if state.effective_on is not None:
            assert signed[AgreementSignedByCommunity] == text(state)
            assert signed[AgreementSignedByParty] == text(state)


def due_weight(state: Agreement, day: date) -> int:
    """What the party owes by `day`, in weight."""
    return sum(
        c.terms.weight
        for c in state.commitments
        if c.counts and c.state is not CommitmentState.WAIVED and c.terms.due_on <= day
    )


@settings(max_examples=200)
@for_all(in_effect, st.lists(amending | fulfilling | signing, min_size=1, max_size=8))
def test_an_amendment_never_lowers_the_weight_that_is_due(start: Start, asked: list[Step]) -> None:
    for day, before, decided, state in lived(start, asked):
        amended = any(isinstance(fact, AgreementAmended) for fact in decided)
        assert amended or text(state) == text(before), "terms change by amendment only"
        if amended:
            assert due_weight(state, day) >= due_weight(before, day)
        for c in before.commitments:
            if c.due_by(day):
                kept = state.commitment(c.id)
                assert kept is not None
                assert kept.terms.weight >= c.terms.weight
                assert kept.terms.due_on == c.terms.due_on

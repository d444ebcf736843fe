"""L-AGR and L-COMMIT: the rows are what the agreement itself is (SYS-04, EX-09)."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given as for_all, settings, strategies as st

from domain.agreement import (
    AGREEMENT,
    Agreement,
    AgreementExpired,
    AgreementLapsed,
    AgreementTerminated,
    CommitmentFailed,
    CommitmentReportRejected,
    CommitmentState,
    CommitmentVerified,
    CommitmentWaived,
    FailureGround,
    WaiverGround,
)
from domain.kernel import Event
from projections.ledgers.agreements import L_AGR, L_COMMIT, AgreementRow, CommitmentRow
from projections.ledgers.due import DUE, FAIL, LATE
from tests.domain.agreement.scenario import (
    DRAFTED,
    EFFECTIVE,
    FILE,
    GYM,
    IN_REPORT,
    PARTY,
    RESIDENT_ID,
    SECRETARY_ID,
)
from tests.domain.agreement.test_invariants import (
    Start,
    Step,
    amending,
    before_effect,
    fulfilling,
    in_effect,
    lived,
    signing,
)
from tests.projections.facts import recorded
from tests.spec import STREAM, moment

TWO: dict[str, Any] = {"verifier": SECRETARY_ID, "co_verifier": RESIDENT_ID}
FREEZE = moment("2023-01-11 00:00")


def agreement(*facts: Event[Agreement]) -> AgreementRow:
    return L_AGR.replay(recorded(facts))[(STREAM,)]


def gym(*facts: Event[Agreement]) -> CommitmentRow:
    return L_COMMIT.replay(recorded(facts))[(GYM,)]


def watched(*facts: Event[Agreement]) -> dict[tuple[str, Any], datetime]:
    rows = DUE.replay(recorded(facts))
    return {(command, about): row.at for (_, command, about), row in rows.items()}


@settings(max_examples=150)
@for_all(before_effect | in_effect, st.lists(signing | amending | fulfilling, max_size=10))
def test_the_rows_are_what_the_agreement_is(start: Start, asked: list[Step]) -> None:
    facts = [*start[0], *(fact for _, _, decided, _ in lived(start, asked) for fact in decided)]
    state = AGREEMENT.replay(facts)
    row = agreement(*facts)
    assert (row.state, row.effective_on, row.days_late) == (
        state.state, state.effective_on, state.days_late,
    )  # fmt: skip
    signatures = (state.signed_by_community, state.signed_by_party)
    assert (row.signed_by_community_on, row.signed_by_party_on) == tuple(
        signature and signature.on for signature in signatures
    )
    rows = L_COMMIT.replay(recorded(facts))
    assert {id: shown(row) for (id,), row in rows.items()} == {
        c.id: (c.state, c.overdue, *(getattr(c.terms, name) for name in TERMS))
        for c in state.commitments
    }
    still_to_verify = {c.id for c in state.commitments if c.state is CommitmentState.REPORTED_DONE}
    assert still_to_verify <= {about for command, about in watched(*facts) if command == FAIL}


TERMS = ("form", "purpose", "title", "weight", "due_on")


def shown(row: CommitmentRow) -> tuple[Any, ...]:
    return row.state, row.overdue, *(getattr(row, name) for name in TERMS)


def test_a_draft_says_between_whom_and_for_when() -> None:
    row = agreement(DRAFTED)
    assert (row.community, row.party, row.party_kind, row.year) == ("FC01", PARTY, "UNIT", 2022)
    assert (row.framework, row.state) == (DRAFTED.framework, "DRAFTED")


@pytest.mark.parametrize(
    ("end", "state", "on"),
    [
        (AgreementExpired(on=date(2022, 12, 31)), "EXPIRED", date(2022, 12, 31)),
        (AgreementLapsed(on=date(2022, 12, 31)), "LAPSED", date(2022, 12, 31)),
        (
            AgreementTerminated(ended_on=date(2022, 7, 1), document_no="【合成】6号"),
            "TERMINATED", date(2022, 7, 1),
        ),
    ],
)  # fmt: skip
def test_an_agreement_ends_on_a_day(end: Event[Agreement], state: str, on: date) -> None:
    row = agreement(*EFFECTIVE, end)
    assert (row.state, row.ended_on) == (state, on)


def test_a_commitment_shows_its_evidence_and_who_looked() -> None:
    verified = CommitmentVerified(commitment=GYM, on=date(2022, 6, 25), counts=True, **TWO)
    row = gym(*IN_REPORT, verified)
    assert (row.reported_on, row.evidence) == (date(2022, 6, 20), (FILE,))
    assert (row.verified_on, row.verifier, row.co_verifier) == (
        date(2022, 6, 25), SECRETARY_ID, RESIDENT_ID,
    )  # fmt: skip
    assert row.decided == len(IN_REPORT) + 1


def test_what_is_reported_and_never_looked_at_is_watched_until_it_is_settled() -> None:
    """P-12: it may be verified until the freeze, and fails then."""
    assert watched(*IN_REPORT)[FAIL, GYM] == FREEZE
    rejected = CommitmentReportRejected(commitment=GYM, on=date(2023, 1, 5), reason="x", **TWO)
    assert (FAIL, GYM) in watched(*IN_REPORT, rejected)
    for settled in (
        CommitmentVerified(commitment=GYM, on=date(2022, 6, 25), counts=True, **TWO),
        CommitmentFailed(commitment=GYM, ground=FailureGround.UNVERIFIED, counts=True),
        CommitmentWaived(commitment=GYM, ground=WaiverGround.FORCE_MAJEURE, counts=True),
    ):
        assert not {(FAIL, GYM), (LATE, GYM)} & set(watched(*IN_REPORT, settled))

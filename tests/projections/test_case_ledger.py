"""L-CASE: the row is what the case itself is, whatever happened to it (SYS-05, 2.24)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as for_all, settings, strategies as st

from domain.case import (
    CallbackRecorded,
    Case,
    CaseArchived,
    CaseConversionFailed,
    CaseConvertedToOrder,
    CaseCorrected,
    CaseExcluded,
    CaseJoined,
    CaseMerged,
    CaseNotAccepted,
    CaseRecategorised,
    CaseReopened,
    CaseReported,
    CaseResumed,
    CaseReturned,
    CaseState,
    CaseSuspended,
    CaseTransferred,
    CaseWithdrawn,
    Channel,
    Classification,
    DeclineReason,
    Exclusion,
    MediationOpened,
    ReopenCause,
    Resolved,
    Satisfaction,
    TransferTarget,
    WhistleBlown,
    WhistleKind,
)
from domain.kernel import Event
from domain.order import Occasion
from domain.roles import Role
from domain.vocabulary import ServiceField
from projections.ledgers.cases import L_CASE, CaseRow
from projections.metrics.rates import excluded
from tests.domain.case.test_properties import started
from tests.domain.case.world import (
    ACCEPTED,
    AT_WORK,
    DAY,
    EVIDENCE,
    FIVE_DAYS,
    GIVEN_OUT,
    HEATING,
    NEW,
    OPEN,
    RULED,
    STREETS,
    TO_COMMUNITY,
    TOLD,
    WANG,
    at,
    hers,
)
from tests.projections.facts import recorded
from tests.spec import STREAM, moment

REOPENED = CaseReopened(
    **hers("2022-02-11 09:00"), cause=ReopenCause.NOT_RESOLVED, handler=HEATING, count=1,
    was_closed=False, reason="仍不热（合成）", started_at=moment("2022-02-11 09:00"),
    limit=FIVE_DAYS, due_at=moment("2022-02-19 00:00"), remind_at=moment("2022-02-18 00:00"),
    **RULED,
)  # fmt: skip
NAMELESS = CaseReported(
    **at("2022-01-28 15:00"), channel=Channel.HOTLINE, text="楼道堆物（合成）", community="FC01",
    anonymous=True, reachable=False,
)  # fmt: skip


def row(*facts: Event[Case]) -> CaseRow:
    return L_CASE.replay(recorded(facts))[(STREAM,)]


def called_back(text: str, attempt: int, *said: Any) -> CallbackRecorded:
    resolved, satisfaction = said or (None, None)
    return CallbackRecorded(
        **hers(text), attempt=attempt, reached=bool(said), resolved=resolved,
        satisfaction=satisfaction,
    )  # fmt: skip


@settings(max_examples=60)
@for_all(st.data())
def test_the_row_is_what_the_case_is(data: Any) -> None:
    run = started(reporter=WANG)
    for _ in range(data.draw(st.integers(1, 40), "steps")):
        run.now += timedelta(hours=data.draw(st.sampled_from([0, 1, 5, 20, 90]), "hours"))
        run.draw(data)
    found, case = row(*run.facts), run.given.state
    assert shown(found) == known(case)


def shown(row: CaseRow) -> dict[str, Any]:
    same = {name: getattr(row, name) for name in SAME}
    return {
        **same,
        "stages": row.stages.count(True),
        "co_handlers": list(row.co_handlers),
        "whistled": set(row.whistled),
        "calls": [(c.whistle, c.answered_at, c.missed is not None) for c in row.calls],
        "escalated": row.escalated,
    }


def known(case: Case) -> dict[str, Any]:
    same = {name: getattr(case, of) for name, of in SAME.items() if of is not None}
    return {
        **same,
        "due_at": case.clock and case.clock.due_at,
        "merged_into": case.master,
        "mediated": case.dispute is not None,
        "closed_at": case.ended_at if case.outcome else None,
        "stages": len(case.stages),
        "co_handlers": [c.body for c in case.co_handlers],
        "whistled": {w.department for w in case.whistles},
        "calls": [(w.id, w.arrived_at, w.unanswered) for w in case.whistles],
        "escalated": case.escalated,
    }


# Column of the ledger → attribute of the case; None: reckoned from several.
SAME = {
    name: name
    for name in (
        "state", "channel", "kind", "category", "subcategory", "urgency", "law_enforcement",
        "community", "grid", "handler", "reported_at", "accepted_at", "first_contact_at",
        "extensions", "returns", "handled_at", "fed_back_at", "overdue", "outcome", "reachable",
        "excluded",
    )
} | {
    "first_contact_due": "first_contact_due_at", "reopen_count": "reopened",
    "due_at": None, "merged_into": None, "mediated": None, "closed_at": None,
}  # fmt: skip


def test_a_reopened_case_has_a_new_due_time_and_is_not_handled_yet() -> None:
    first = called_back("2022-02-09 09:00", 1, Resolved.NO, Satisfaction.UNSATISFIED)
    found = row(*TOLD, first, REOPENED)
    assert found.due_at == REOPENED.due_at
    assert (found.handled_at, found.fed_back_at, found.working_days_used) == (None, None, None)
    assert found.stages == (True, True, True, False, False)


def test_reopening_takes_no_opinion_back_until_there_is_another() -> None:
    """Else a rate would be improved by reopening what went wrong."""
    angry = called_back("2022-02-09 09:00", 1, Resolved.NO, Satisfaction.UNSATISFIED)
    for later in ((), (called_back("2022-02-12 09:00", 1),)):
        found = row(*TOLD, angry, REOPENED, *later)
        assert (found.callback_resolved, found.rating) == ("NO", "UNSATISFIED")
        assert found.callback_position == len(TOLD) + 1
    content = called_back("2022-02-12 09:00", 1, Resolved.YES, Satisfaction.SATISFIED)
    found = row(*TOLD, angry, REOPENED, content)
    assert (found.callback_resolved, found.rating) == ("YES", "SATISFIED")
    assert found.callback_position == len(TOLD) + 3


def test_who_was_not_reached_has_no_opinion_yet() -> None:
    found = row(*TOLD, called_back("2022-02-09 09:00", 1))
    assert (found.callback_reached, found.rating) == (False, None)


def test_a_suspended_case_goes_on_where_it_stood() -> None:
    stopped = CaseSuspended(**hers("2022-01-29 08:00"), reason="缺件（合成）", review_on=DAY)
    for facts, state in ((GIVEN_OUT, CaseState.ASSIGNED), (AT_WORK, CaseState.IN_HANDLING)):
        resumed = CaseResumed(**hers("2022-02-07 08:00"), back_to=state, working_days=2)
        assert row(*facts, stopped, resumed).state == state


def test_what_an_order_did_not_settle_is_nobodys_again() -> None:
    order = UUID(int=0xB2)
    converted = CaseConvertedToOrder(
        **hers("2022-01-28 17:00"), order=order, occasion=Occasion.SMALL,
        field=ServiceField.OTHER, need="x", people_needed=1,
    )  # fmt: skip
    failed = CaseConversionFailed(**at("2022-02-01 09:00"), order=order)
    found = row(*OPEN, TO_COMMUNITY, converted, failed)
    assert (found.state, found.handler) == ("ACCEPTED", None)


@pytest.mark.parametrize(
    "heard",
    [
        CaseCorrected(**hers("2022-02-01 09:00"), contact="138…", reason="来电"),
        CaseJoined(**at("2022-02-01 09:00"), case=UUID(int=9), reporters=(WANG,)),
        CaseJoined(**at("2022-02-01 09:00"), case=UUID(int=9), reporters=(), contact=True),
    ],
)
def test_who_can_be_told_after_all_is_not_left_out_as_anonymous(heard: Event[Case]) -> None:
    assert excluded(row(NAMELESS)) is not None
    assert excluded(row(NAMELESS, heard)) is None
    merged_nobody = CaseJoined(**at("2022-02-01 09:00"), case=UUID(int=9), reporters=())
    assert excluded(row(NAMELESS, merged_nobody)) is not None


def recategorised(**after: Any) -> CaseRecategorised:
    before = Classification(law_enforcement=not after.get("law_enforcement", False))
    return CaseRecategorised(
        **hers("2022-02-09 09:00"), before=before, after=Classification(**after), overdue=False,
        reason="x",
    )  # fmt: skip


def test_law_enforcement_comes_and_goes_with_the_classification() -> None:
    """S16: it must not chase satisfaction, and is left out from the event that says so."""
    enforced = row(*OPEN, recategorised(law_enforcement=True), recategorised(law_enforcement=True))
    found = excluded(enforced)
    assert found is not None
    assert (found.reason, found.rates, found.position) == (
        "LAW_ENFORCEMENT", ("SATISFACTION",), len(OPEN) + 1,
    )  # fmt: skip
    at_once = row(*NEW, ACCEPTED.model_copy(update={"law_enforcement": True}))
    found = excluded(at_once)
    assert found is not None
    assert found.position == len(OPEN)
    assert excluded(row(*OPEN, recategorised(law_enforcement=False))) is None


def test_whoever_hands_a_case_back_is_named_each_time() -> None:
    """SYS-05: which handler returns most?"""
    by = {"count": 1, "reason": "x"}
    first = CaseReturned(**hers("2022-01-29 09:00"), handler=HEATING, **by)
    second = CaseReturned(**hers("2022-01-30 09:00"), handler=STREETS, **by)
    found = row(*GIVEN_OUT, first, TO_COMMUNITY, second)
    assert found.returned_by == (HEATING, STREETS)
    assert (found.returns, found.handler, found.state) == (2, None, "ACCEPTED")


def test_departments_called_are_named_once() -> None:
    whistle = WhistleBlown(
        **hers("2022-02-07 10:00"), whistle=UUID(int=7), kind=WhistleKind.EMERGENCY,
        department=STREETS, call="x", answer_due_at=moment("2022-02-07 10:30"),
    )  # fmt: skip
    assert row(*AT_WORK, whistle, whistle).whistled == (STREETS,)


def test_a_mediated_case_is_left_out_from_when_it_was_opened() -> None:
    opened = MediationOpened(
        **at("2022-02-01 09:00"), mediator_role=Role.CW, round=1, due_at=moment("2022-03-01 00:00")
    )
    found = excluded(row(*AT_WORK, opened, opened))
    assert found is not None
    assert (found.reason, found.position) == ("MEDIATION", len(AT_WORK) + 1)


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (CaseWithdrawn(**hers("2022-01-28 18:00")), "WITHDRAWN"),
        (
            CaseTransferred(
                **at("2022-01-28 18:00"), target=TransferTarget.POLICE, receipt_no="1",
                overdue=False,
            ),
            "TRANSFERRED",
        ),
        (CaseMerged(**at("2022-01-28 18:00"), master=UUID(int=9)), "MERGED"),
        (
            CaseNotAccepted(
                **hers("2022-01-28 18:00"), reason=DeclineReason.SECRET, advice="x"
            ),
            "NOT_ACCEPTED",
        ),
    ],
)  # fmt: skip
def test_what_left_the_chains_stays_left_out_when_it_is_archived(
    end: Event[Case], reason: str
) -> None:
    excluding = CaseExcluded(
        **hers("2022-01-29 10:00"), reason=Exclusion.ABUSIVE, evidence=(EVIDENCE,)
    )
    archived = CaseArchived(**at("2023-02-01 09:00"))
    found = excluded(row(*OPEN, end, excluding, archived))
    assert found is not None
    assert (found.reason, found.position) == (reason, len(OPEN) + 1)


def test_who_was_abusive_is_left_out_from_when_it_was_said() -> None:
    excluding = CaseExcluded(
        **hers("2022-01-29 10:00"), reason=Exclusion.ABUSIVE, evidence=(EVIDENCE,)
    )
    found = excluded(row(*TOLD, excluding))
    assert found is not None
    assert (found.reason, found.position) == ("ABUSIVE", len(TOLD) + 1)

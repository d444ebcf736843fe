"""L-REFDATA and L-DEADLINE: SYS-21."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from domain.calendar import calendar_ref
from domain.case import CaseReopened, DeadlineRecomputed, RecomputeDeadline
from domain.kernel import Event
from domain.notice import NoticeClosed, NoticePosted
from domain.objection import ObjectionLodged, ObjectionNotAdmitted
from domain.order import OrderDeadlineRecomputed
from domain.registration import MemberRegistrationConfirmed, MemberRegistrationSubmitted
from domain.ruleset import (
    RulesetAdopted,
    RulesetDrafted,
    RulesetWithdrawn,
    ruleset_2022,
    ruleset_of,
)
from domain.society import AdmissionRefused, IncubationApplied
from projections.corrections import Corrections
from projections.ledgers.deadlines import L_DEADLINE
from projections.ledgers.refdata import L_REFDATA
from projections.reading import Snapshot
from tests.domain.case.world import ACCEPTED, DONE, NEW, OPEN
from tests.domain.order.facts import BY, ISSUED, PLACED, TO_ACCEPTED, UNTIL, midnight
from tests.projections.facts import recorded
from tests.projections.questions.asked import Known, Told
from tests.projections.questions.test_reference import FIRST, SECOND

ONE_POSTED = NoticePosted(
    starts_on=date(2022, 5, 2), ends_on=date(2022, 5, 9), working_days=5, calendar={2022: 1}
)


def states(*facts: Event[Any]) -> dict[str, str]:
    rows = L_REFDATA.replay(recorded(facts, calendar_ref(2022).id))
    return {row.code: row.state for row in rows.values()}


def test_a_corrected_calendar_stays_beside_its_correction() -> None:
    assert states(FIRST) == {"1": "IN_FORCE"}
    assert states(FIRST, SECOND) == {"1": "SUPERSEDED", "2": "IN_FORCE"}


def test_the_versions_of_the_rules_and_what_became_of_them() -> None:
    draft = RulesetDrafted(ruleset=ruleset_2022())
    adopted = RulesetAdopted(ruleset=ruleset_2022(), document_no="【合成】1号")
    assert states(draft) == {"2022.1": "DRAFT"}
    assert states(draft, adopted) == {"2022.1": "IN_FORCE"}
    later = RulesetAdopted(ruleset=ruleset_of(2023), supersedes="2022.1", document_no="【合成】2号")
    assert states(adopted, later) == {"2022.1": "SUPERSEDED", "2023.1": "IN_FORCE"}
    gone = RulesetWithdrawn.model_construct(version="2022.1", reason="合成")
    assert states(adopted, gone) == {"2022.1": "WITHDRAWN"}


def running(*facts: Event[Any]) -> dict[str, tuple[bool, Any]]:
    rows = L_DEADLINE.replay(recorded(facts))
    return {what: (row.running, row.due_at) for (_, what), row in rows.items()}


def test_a_case_has_a_due_time_from_its_acceptance_until_it_is_handled() -> None:
    assert running(*NEW) == {"HANDLING": (False, None)}
    assert running(*OPEN) == {"HANDLING": (True, ACCEPTED.due_at)}
    assert running(*DONE) == {"HANDLING": (False, ACCEPTED.due_at)}


def test_a_due_time_that_was_recomputed_tells_the_one_before() -> None:
    moved = DeadlineRecomputed.model_construct(
        due_at=UNTIL, calendar={2022: 2}, ruleset="2022.1", cause="CALENDAR_CORRECTED"
    )
    [row] = L_DEADLINE.replay(recorded((*OPEN, moved))).values()
    assert (row.before, row.due_at, row.calendar) == (ACCEPTED.due_at, UNTIL, ((2022, 2),))
    assert (row.set_by, row.position) == (moved.name, 3)
    again = CaseReopened.model_construct(due_at=UNTIL, calendar={2022: 1}, ruleset="2022.1")
    [row] = L_DEADLINE.replay(recorded((*DONE, again))).values()
    assert (row.running, row.before) == (True, None)


def test_an_order_has_a_time_to_be_issued_and_a_time_to_be_accepted() -> None:
    issue = midnight("2022-05-05")
    assert running(PLACED) == {"ISSUE": (True, issue), "ACCEPTANCE": (False, None)}
    assert running(PLACED, ISSUED) == {"ISSUE": (False, issue), "ACCEPTANCE": (True, UNTIL)}
    assert running(*TO_ACCEPTED)["ACCEPTANCE"] == (False, UNTIL)
    later = OrderDeadlineRecomputed(before=issue, issue_due_at=midnight("2022-05-06"), **BY)
    assert running(PLACED, later)["ISSUE"] == (True, midnight("2022-05-06"))
    assert running(PLACED, later)["ACCEPTANCE"] == (False, None)


def test_other_due_times_are_told_with_their_calendar_until_they_are_met() -> None:
    """SYS-21: which calendar version produced this due date, whatever it is the date of."""
    posted = ONE_POSTED.model_copy(update={"calendar": {2022: 2}})
    [row] = L_DEADLINE.replay(recorded([posted])).values()
    told = row.what, row.due_at, row.calendar, row.set_by
    assert told == ("PUBLICITY", midnight("2022-05-09"), ((2022, 2),), "notice.posted")
    assert running(posted, NoticeClosed()) == {"PUBLICITY": (False, midnight("2022-05-09"))}
    lodged = ObjectionLodged.model_construct(due_on=date(2022, 5, 20), calendar={2022: 1})
    settled = ObjectionNotAdmitted.model_construct(reason="合成")
    assert running(lodged) == {"REPLY": (True, midnight("2022-05-20"))}
    assert running(lodged, settled) == {"REPLY": (False, midnight("2022-05-20"))}
    submitted = MemberRegistrationSubmitted.model_construct(
        community="FC01", confirm_by=UNTIL, calendar={"2022": 1}
    )
    confirmed = MemberRegistrationConfirmed.model_construct()
    assert running(submitted) == {"CONFIRMATION": (True, UNTIL)}
    assert running(submitted, confirmed) == {"CONFIRMATION": (False, UNTIL)}
    applied = IncubationApplied.model_construct(
        community="FC01", check_due_at=UNTIL, calendar={2022: 1}
    )
    refused = AdmissionRefused.model_construct(reason="合成", late=False)
    assert running(applied) == {"ADMISSION": (True, UNTIL)}
    assert running(applied, refused) == {"ADMISSION": (False, UNTIL)}


def test_a_correction_reckons_anew_what_a_command_can_and_nothing_else() -> None:
    known = Told()
    known.tell(calendar_ref(2022).id, FIRST)
    for number, fact in enumerate((*OPEN, ONE_POSTED)):
        known.tell(UUID(int=1 if number < len(OPEN) else 2), fact)
    known.tell(calendar_ref(2022).id, SECOND)
    due = list(Corrections()(cast(Snapshot, Known(known, len(known.events)))))
    assert [(each.stream, type(each.command)) for each in due] == [(UUID(int=1), RecomputeDeadline)]

"""L-DELIB, FACILITIES, CHANNELS and L-BOX: SYS-06, SYS-08, SYS-09, R-40."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.case import Channel as ChannelType
from domain.channel import (
    AccountPostRecorded,
    AsideReason,
    ChannelGapDetected,
    ChannelRetired,
    LetterRegistered,
    LetterSetAside,
    WechatGroupDissolved,
)
from domain.deliberation import (
    ItemDeferred,
    ItemEvaluated,
    ItemRejected,
    NoConsensusReached,
    ParticipantType,
    RejectReason,
    ResidentsVoteRecorded,
    Verdict,
)
from domain.facility import (
    FacilityClosed,
    FacilityReopened,
    FacilityUseRecorded,
    ServiceItemRemoved,
)
from domain.facility.state import FacilityField
from domain.order import OrderPlaced, WishDeclined, WishRefusal, WishVerified
from projections.ledgers.channels import CHANNELS, L_BOX, BoxRow, ChannelRow, Spell
from projections.ledgers.deliberation import L_DELIB, L_PROBLEM, DeliberationRow
from projections.ledgers.due import DUE
from projections.ledgers.facilities import FACILITIES, FacilityRow, Use
from projections.ledgers.orders import L_ORDER
from tests.domain.channel import test_box as box, test_running as running
from tests.domain.deliberation.facts import (
    PROPOSED,
    TO_COMPLETED,
    TO_DELIBERATED,
    TO_EXECUTING,
    TO_SCHEDULED,
    item,
)
from tests.domain.deliberation.test_recurring import DETECTED
from tests.domain.order.facts import PLACED
from tests.domain.test_facility import ADDED, HOURS, ITEM, OPENED, PLANNED, SUSPENDED
from tests.domain.world import AUNT
from tests.projections.facts import recorded
from tests.spec import STREAM, moment

HALL = (PLANNED, OPENED, ADDED, SUSPENDED)


def item_row(*facts: Any) -> DeliberationRow:
    return L_DELIB.replay(recorded(facts))[(STREAM,)]


def test_an_item_goes_its_way_and_each_stage_says_who_took_part_r40() -> None:
    judged = ItemEvaluated(
        evaluator=AUNT, for_type=ParticipantType.RESIDENT, verdict=Verdict.SATISFIED,
        on=date(2022, 6, 1),
    )  # fmt: skip
    row = item_row(*TO_COMPLETED, judged)
    assert (row.state, row.tasks, row.tasks_done) == ("EVALUATED", 2, 2)
    assert row.deliberated_by == ("COMMUNITY", "RESIDENT", "PROPERTY_COMPANY")
    assert row.decided_by == ("COMMUNITY", "RESIDENT")
    assert row.executed_by == ("DEPARTMENT", "COMMUNITY", "RESIDENT")
    assert (row.supervised_by, row.verdicts) == (("RESIDENT",), ("SATISFIED",))
    assert (row.completed_on, row.due_on) == (date(2022, 5, 6), date(2022, 5, 31))
    assert row.task_bodies == ("DEPT-STREETS", "FC01")
    assert [part.done for part in row.parts] == [7, 8]
    assert (row.proposed, row.adopted) == (1, 5)
    assert item_row(*TO_EXECUTING).due_on == row.due_on
    assert item_row(*TO_DELIBERATED).due_on is None


def test_an_item_ends_otherwise() -> None:
    on = date(2022, 4, 21)
    told = ItemRejected(reason=RejectReason.UNLAWFUL, explanation="x", on=on)
    rejected = item_row(PROPOSED, told)
    assert (rejected.state, rejected.rejected_for) == ("REJECTED", "UNLAWFUL")
    deferred = item_row(*TO_SCHEDULED, ItemDeferred(reason="x", on=on))
    assert (deferred.state, deferred.meeting) == ("DEFERRED", None)
    assert item_row(*TO_DELIBERATED, NoConsensusReached(on=on)).state == "NO_CONSENSUS"
    for quorate, carried in ((True, True), (True, False), (False, True)):
        vote = ResidentsVoteRecorded(
            held_on=on, entitled=9, present=5, in_favour=3, quorate=quorate, carried=carried
        )
        assert item_row(*TO_DELIBERATED, vote).residents_vote is (quorate and carried)
    assert item(PROPOSED).state.community == "FC01"


def test_a_problem_has_a_row_each_time_it_comes_back_p14() -> None:
    again = DETECTED.model_copy(update={"occurrence": 2, "cases": (UUID(int=1),)})
    rows = L_PROBLEM.replay(recorded([DETECTED, again]))
    assert [row.occurrence for row in rows.values()] == [1, 2]
    assert rows[(STREAM, 1)].cases == DETECTED.cases


def hall(*facts: Any) -> FacilityRow:
    return FACILITIES.replay(recorded(facts))[(STREAM,)]


def test_a_facility_has_its_course_by_the_days_of_the_world() -> None:
    row = hall(*HALL)
    assert (row.status, row.reopens_on) == ("SUSPENDED", date(2022, 4, 1))
    assert [turn.status for turn in row.course] == ["PLANNED", "IN_SERVICE", "SUSPENDED"]
    assert row.in_service_on(date(2022, 2, 1))
    assert row.in_service_on(date(2022, 2, 28))
    assert not row.in_service_on(date(2022, 3, 1))
    assert row.turn_on(date(2022, 1, 9)) is None
    assert row.out_since(date(2022, 5, 1)) == date(2022, 3, 1)
    reopened = hall(*HALL, FacilityReopened(hours=HOURS, on=date(2022, 4, 1)))
    assert reopened.in_service_on(date(2022, 4, 1))
    assert (reopened.reopens_on, reopened.hours) == (None, ("1,2,3,4,5 08:30-17:30",))
    closed = hall(*HALL, FacilityClosed(reason="x", on=date(2022, 5, 1)))
    assert (closed.status, closed.reopens_on) == ("CLOSED", None)
    assert closed.out_since(date(2022, 6, 1)) == date(2022, 3, 1), "out since it was suspended"
    assert hall(PLANNED).out_since(date(2022, 6, 1)) is None


def test_a_centre_planned_anew_goes_on_in_its_row() -> None:
    closed = FacilityClosed(reason="x", on=date(2022, 5, 1))
    again = PLANNED.model_copy(update={"on": date(2022, 6, 1)})
    row = hall(*HALL, closed, again)
    assert (row.status, len(row.course)) == ("PLANNED", 5)
    assert not row.in_service_on(date(2022, 7, 1))


def test_visits_are_those_last_told_and_items_those_on_the_list() -> None:
    care = FacilityField.ELDER_CARE
    uses = [
        FacilityUseRecorded(month=month, field=care, visits=visits)
        for month, visits in (("2022-03", 10), ("2022-02", 5), ("2022-03", 12), ("2021-12", 3))
    ]
    row = hall(*HALL, *uses)
    assert row.uses[-1] == Use("2022-03", "ELDER_CARE", 12)
    assert (row.visits_in(2022), row.visits_in(2021)) == (17, 3)
    assert [each.item for each in row.items] == [ITEM]
    assert hall(*HALL, ServiceItemRemoved(item=ITEM)).items == ()


def channel(*facts: Any) -> ChannelRow:
    return CHANNELS.replay(recorded(facts))[(STREAM,)]


def test_a_channel_has_its_spells_in_service_and_its_gaps() -> None:
    row = channel(running.REGISTERED, running.STARTED, running.STOPPED)
    assert row.status == "OUT_OF_SERVICE"
    assert row.spells == (Spell(running.STARTED.at, running.STOP_AT),)
    gap = ChannelGapDetected(at=moment("2022-03-02 09:00"), since=running.STOP_AT)
    again = channel(
        running.REGISTERED, running.STARTED, running.STOPPED, gap,
        ChannelRetired(at=moment("2022-03-03 09:00"), reason="x"), running.REGISTERED,
        running.STARTED,
    )  # fmt: skip
    assert (again.status, again.gaps) == ("IN_SERVICE", (running.STOP_AT,))
    assert [spell.end for spell in again.spells] == [running.STOP_AT, None]


def test_a_group_has_a_count_and_an_account_its_posts_r23() -> None:
    dissolved = WechatGroupDissolved(at=moment("2022-06-01 09:00"), reason="x")
    row = channel(running.CREATED, dissolved)
    assert (row.members, row.level, row.status) == (120, "BUILDING", "RETIRED")
    assert row.spells == (Spell(running.THEN, dissolved.at),)
    post = AccountPostRecorded(at=running.AT, topic="x", policy_document="1号")
    account = channel(running.ACCOUNT_REGISTERED, running.STARTED, post, post)
    assert (account.posts, account.community) == (2, None)


def opening(*facts: Any) -> BoxRow:
    return L_BOX.replay(recorded(facts))[(STREAM,)]


def test_an_opening_accounts_for_its_letters() -> None:
    row = opening(box.OPENED, box.REGISTERED, box.ASIDE)
    assert (row.letters, row.registered, row.set_aside, row.state) == (2, 1, 1, "OPENED")
    assert row.cases == (box.REGISTERED.case,)
    done = opening(box.OPENED, box.REGISTERED, box.ASIDE, box.RECONCILED)
    assert (done.state, done.reconciled_at) == ("RECONCILED", box.AT)
    assert LetterRegistered.name != LetterSetAside.name
    assert AsideReason.EMPTY in AsideReason


def due(*facts: Any) -> list[Any]:
    return [row.at for row in DUE.replay(recorded(facts)).values()]


def test_a_hotline_that_is_out_is_due_for_a_gap_after_a_day_sys06() -> None:
    out = (running.REGISTERED, running.STARTED, running.STOPPED)
    assert due(*out) == [moment("2022-03-02 09:00")]
    assert due(running.REGISTERED) == [moment("2022-01-11 09:00")]
    assert due(running.REGISTERED, running.STARTED) == []
    gap = ChannelGapDetected(at=moment("2022-03-02 09:00"), since=running.STOP_AT)
    assert due(*out, gap) == []
    assert due(running.BOX_REGISTERED) == []
    assert running.BOX.type is ChannelType.BOX


def test_a_wish_is_verified_or_declined() -> None:
    placed: OrderPlaced = PLACED
    verified = WishVerified(situation="x", cost=1)
    declined = WishDeclined(reason=WishRefusal.TOO_DEAR, explanation="x")
    assert L_ORDER.replay(recorded([placed]))[(STREAM,)].wish_verified is False
    assert L_ORDER.replay(recorded([placed, verified]))[(STREAM,)].wish_verified
    assert L_ORDER.replay(recorded([placed, declined]))[(STREAM,)].state == "DECLINED"

"""点单: SYS-12, R-36."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from domain.agreement import AGREEMENT, Agreement, AgreementState, Commitment, agreement_ref
from domain.agreement.state import CommitmentState, Terms
from domain.grid import Grid, grid_ref
from domain.kernel import SYSTEM, Elsewhere
from domain.order import (
    ORDER,
    AmendOrder,
    MergeOrders,
    Occasion,
    OrderAbsorbed,
    OrderAmended,
    OrdersMerged,
    Origin,
    order_ref,
)
from domain.roles import Role
from domain.vocabulary import FiveForm, FivePurpose, ServiceField
from tests.domain.order.facts import (
    AS_AUNT,
    BY,
    ISSUED,
    PLACE,
    PLACED,
    START,
    TO_ISSUED,
    midnight,
    order,
)
from tests.domain.world import AUNT, GRID_CODE, UNCLE, UNIT_A
from tests.spec import STREAM, moment

MASTER, CASE, PROMISE = UUID(int=0x61), UUID(int=0x62), UUID(int=0x63)
PLACED_AT = "2022-05-02 09:00"


def test_a_resident_places_an_order_and_the_branch_has_one_working_day_r36() -> None:
    order().by(AS_AUNT).at(PLACED_AT).when(PLACE).then(PLACED)


def test_an_urgent_order_is_to_be_issued_in_two_hours() -> None:
    urgent = PLACE.model_copy(update={"occasion": Occasion.URGENT})
    due = {"occasion": Occasion.URGENT, "issue_due_at": moment("2022-05-02 11:00")}
    order().by(AS_AUNT).at(PLACED_AT).when(urgent).then(PLACED.model_copy(update=due))


def test_an_order_is_placed_once() -> None:
    order(PLACED).by(AS_AUNT).at(PLACED_AT).when(PLACE).then_refused("order_exists")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"commercial": True}, "commercial_need"),
        ({"contact_consent": False}, "consent_needed"),
        ({"contact_consent": False, "contact": None}, "consent_needed"),
        ({"requester": None}, "requester_missing"),
        ({"requester_body": "FC01"}, "requester_missing"),
        ({"requester": UNCLE}, "own_order"),
        ({"community": "FC10", "grid": None}, "no_such_community"),
        ({"community": "FC02"}, "no_such_grid"),
        ({"grid": "FC01999"}, "no_such_grid"),
        ({"origin": Origin.BRANCH}, "wrong_origin"),
        ({"case": CASE}, "case_missing"),
        ({"unit": UNIT_A}, "commitment_missing"),
        ({"wanted_from": None}, "wrong_window"),
        ({"wanted_until": START}, "wrong_window"),
        (
            {"wanted_from": moment("2022-05-01 09:00"), "wanted_until": moment(PLACED_AT)},
            "window_passed",
        ),
    ],
)
def test_an_order_that_cannot_stand_is_refused(change: dict[str, object], code: str) -> None:
    wrong = PLACE.model_copy(update=change)
    order().by(AS_AUNT).at(PLACED_AT).when(wrong).then_refused(code)


def test_time_and_grid_may_still_be_open() -> None:
    vague = PLACE.model_copy(update={"wanted_from": None, "wanted_until": None, "grid": None})
    assert order().by(AS_AUNT).at(PLACED_AT).when(vague).facts()


def test_a_community_worker_places_for_a_resident_whom_he_has_registered() -> None:
    for_him = PLACE.model_copy(update={"requester": UNCLE})
    assert order().by(Role.CW).at(PLACED_AT).when(for_him).facts()
    unknown = PLACE.model_copy(update={"requester": UUID(int=0x99)})
    order().by(Role.CW).at(PLACED_AT).when(unknown).then_refused("no_such_person")


def test_a_branch_orders_of_itself_without_a_contact() -> None:
    own = {"origin": Origin.BRANCH, "requester": None, "requester_body": "FC01"}
    told = PLACE.model_copy(update={**own, "contact_consent": False})
    order().by(Role.GH).at(PLACED_AT).when(told).then_refused("consent_needed")
    assert order().by(Role.GH).at(PLACED_AT).when(told.model_copy(update={"contact": None})).facts()


def test_only_the_system_makes_orders_of_cases_p04() -> None:
    change = {"origin": Origin.CASE, "case": CASE, "contact": None, "contact_consent": False}
    of_case = PLACE.model_copy(update=change)
    order().by(Role.GH).at(PLACED_AT).when(of_case).then_refused("wrong_origin")
    assert order().by(SYSTEM).at(PLACED_AT).when(of_case).facts()
    without = of_case.model_copy(update={"case": None})
    order().by(SYSTEM).at(PLACED_AT).when(without).then_refused("case_missing")


TERMS = Terms(
    form=FiveForm.LINKED_SERVICES, purpose=FivePurpose.SERVING_THE_MASSES, title="合成",
    deliverable="合成", weight=2, due_on=START.date(),
)  # fmt: skip
IN_EFFECT = Agreement(state=AgreementState.EFFECTIVE, commitments=(Commitment(PROMISE, TERMS),))
UNDER_AGREEMENT = PLACE.model_copy(
    update={
        "origin": Origin.AGREEMENT, "unit": UNIT_A, "commitment": PROMISE, "requester": None,
        "requester_body": "FC01", "contact": None,
    }
)  # fmt: skip


@pytest.mark.parametrize(
    "agreement",
    [
        AGREEMENT.initial,
        replace(IN_EFFECT, state=AgreementState.DRAFTED),
        replace(IN_EFFECT, commitments=()),
        replace(IN_EFFECT, commitments=(Commitment(PROMISE, TERMS, CommitmentState.VERIFIED),)),
    ],
    ids=["none", "not in effect", "no such commitment", "delivered already"],
)
def test_an_order_under_an_agreement_serves_a_promise_still_open_am24(
    agreement: Agreement,
) -> None:
    ref = agreement_ref("FC01", UNIT_A, 2022)
    placing = order().by(Role.UNIT).at(PLACED_AT)
    assert placing.looking({ref: IN_EFFECT}).when(UNDER_AGREEMENT).facts()
    placing.looking({ref: agreement}).when(UNDER_AGREEMENT).then_refused("no_such_commitment")


def test_an_order_under_an_agreement_names_the_promise() -> None:
    for missing in ("commitment", "unit"):
        bare = UNDER_AGREEMENT.model_copy(update={missing: None})
        order().by(Role.UNIT).at(PLACED_AT).when(bare).then_refused("commitment_missing")


# Amending and merging


def test_what_is_left_out_of_an_amendment_stays() -> None:
    amend = AmendOrder(field=ServiceField.WISH, people_needed=2)
    amended = OrderAmended(requester=AUNT, field=ServiceField.WISH, people_needed=2)
    order(PLACED).by(Role.GH).at(PLACED_AT).when(amend).then(amended)
    state = ORDER.replay([PLACED, amended])
    assert (state.field, state.people_needed) == (ServiceField.WISH, 2)
    assert (state.occasion, state.service_from) == (Occasion.SMALL, START)


@pytest.mark.parametrize(
    "changes",
    [
        {"occasion": Occasion.REAL},
        {"field": ServiceField.WISH},
        {"grid": "FC01002"},
        {"people_needed": 3},
        {"specialities": ("电工",)},
        {"wanted_from": moment("2022-05-05 10:00")},
        {"wanted_until": moment("2022-05-05 13:00")},
        {"issue_due_at": moment("2022-05-02 11:00")},
    ],
)
def test_an_amendment_changes_what_it_says_and_nothing_else(changes: dict[str, Any]) -> None:
    [(name, value)] = changes.items()
    window = {"wanted_from": "service_from", "wanted_until": "service_until"}
    expected = frozenset(value) if name == "specialities" else value
    skilled = PLACED.model_copy(update={"specialities": ("木工",)})
    before = ORDER.replay([skilled])
    after = ORDER.replay([skilled, OrderAmended(requester=AUNT, **changes)])
    assert after == replace(before, **{window.get(name, name): expected})


def test_of_whom_no_person_asked_nobody_is_the_requester() -> None:
    placed = PLACED.model_copy(update={"requester": None, "requester_body": "FC01"})
    assert ORDER.replay([placed]).requesters == frozenset()


def test_other_specialities_are_an_amendment_and_the_same_are_none() -> None:
    skilled = PLACED.model_copy(update={"specialities": ("木工", "电工")})
    amending = order(skilled).by(Role.GH).at(PLACED_AT)
    amending.when(AmendOrder(specialities=("电工", "木工"))).then_nothing()
    amended = OrderAmended(requester=AUNT, specialities=("电工",))
    amending.when(AmendOrder(specialities=("电工",))).then(amended)


def test_what_else_is_wrong_may_be_put_right_when_the_time_wanted_is_over() -> None:
    late = order(PLACED).by(Role.GH).at("2022-05-06 09:00")
    assert late.when(AmendOrder(people_needed=2)).facts()
    late.when(AmendOrder(wanted_from=moment("2022-05-05 10:00"))).then_refused("window_passed")


def test_an_amendment_that_says_what_is_so_already_changes_nothing() -> None:
    same = AmendOrder(occasion=Occasion.SMALL, grid=GRID_CODE, specialities=(), people_needed=1)
    order(PLACED).by(Role.GH).at(PLACED_AT).when(same).then_nothing()


def test_an_order_that_turns_out_urgent_is_due_earlier_and_never_later() -> None:
    urgent = AmendOrder(occasion=Occasion.URGENT)
    earlier = OrderAmended(
        requester=AUNT, occasion=Occasion.URGENT, issue_due_at=moment("2022-05-02 11:00")
    )
    order(PLACED).by(Role.GH).at("2022-05-02 10:30").when(urgent).then(earlier)
    back = AmendOrder(occasion=Occasion.REAL)
    unchanged = OrderAmended(requester=AUNT, occasion=Occasion.REAL)
    order(PLACED, earlier).by(Role.GH).at("2022-05-02 10:45").when(back).then(unchanged)
    assert ORDER.replay([PLACED, earlier, unchanged]).issue_due_at == earlier.issue_due_at


@pytest.mark.parametrize(
    ("amend", "code"),
    [
        (AmendOrder(wanted_until=moment("2022-05-05 08:00")), "wrong_window"),
        (AmendOrder(wanted_from=moment("2022-05-05 13:00")), "wrong_window"),
        (
            AmendOrder(
                wanted_from=moment("2022-05-01 08:00"), wanted_until=moment("2022-05-01 09:00")
            ),
            "window_passed",
        ),
        (AmendOrder(grid="FC01002"), "no_such_grid"),
        (AmendOrder(grid="FC01003"), "no_such_grid"),
    ],
)
def test_an_amendment_keeps_the_rules_of_placing(amend: AmendOrder, code: str) -> None:
    planned = {grid_ref("FC01003"): Grid(code="FC01003", community="FC01")}
    given = order(PLACED).by(Role.GH).at(PLACED_AT).looking(planned)
    given.when(amend).then_refused(code)


def test_an_order_is_amended_before_it_is_issued_only() -> None:
    amend = AmendOrder(people_needed=2)
    order(*TO_ISSUED).by(Role.GH).when(amend).then_refused("wrong_state")
    order().by(Role.GH).when(amend).then_refused("no_such_order")


def test_a_duplicate_goes_on_in_its_master_with_its_requester_and_case() -> None:
    mine = PLACED.model_copy(update={"case": CASE})
    master = ORDER.replay([PLACED.model_copy(update={"requester": UNCLE})])
    absorbed = OrderAbsorbed(order=STREAM, requesters=(AUNT,), cases=(CASE,))
    merging = order(mine).by(Role.GH).looking({order_ref(MASTER): master})
    merging.when(MergeOrders(master=MASTER)).then(
        OrdersMerged(master=MASTER), Elsewhere(order_ref(MASTER), absorbed)
    )
    after = absorbed.apply(master)
    assert (after.requesters, after.cases) == (frozenset({AUNT, UNCLE}), (CASE,))


def test_a_master_is_another_placed_order_of_the_same_community() -> None:
    merging = order(PLACED).by(Role.GH)
    merging.when(MergeOrders(master=STREAM)).then_refused("own_master")
    for master in (
        ORDER.initial,
        ORDER.replay([PLACED, ISSUED]),
        ORDER.replay([PLACED.model_copy(update={"community": "FC02"})]),
    ):
        looking = merging.looking({order_ref(MASTER): master})
        looking.when(MergeOrders(master=MASTER)).then_refused("no_such_master")


def test_an_order_merged_away_takes_no_further_step() -> None:
    merged = order(PLACED, OrdersMerged(master=MASTER)).by(Role.GH)
    merged.when(AmendOrder(people_needed=2)).then_refused("wrong_state")


def test_an_order_that_was_issued_is_not_merged_away() -> None:
    merging = order(*TO_ISSUED).by(Role.GH).looking({order_ref(MASTER): ORDER.replay([PLACED])})
    merging.when(MergeOrders(master=MASTER)).then_refused("wrong_state")


@pytest.mark.parametrize("end", ["wanted_from", "wanted_until"])
def test_a_time_has_two_ends_or_none(end: str) -> None:
    open_ended = PLACE.model_copy(update={end: None})
    order().by(AS_AUNT).at(PLACED_AT).when(open_ended).then_refused("wrong_window")


def test_the_time_limit_skips_the_days_off_and_keeps_the_rules_it_was_reckoned_by() -> None:
    assert PLACED.issue_due_at == midnight("2022-05-05")  # 2 to 4 May are days off
    assert {"ruleset": PLACED.ruleset, "calendar": PLACED.calendar} == BY

"""The guards that several commands on a cycle share."""

from domain.assessment.state import Cycle, CycleStatus
from domain.kernel import require


def must_be(state: Cycle, *wanted: CycleStatus) -> None:
    require(
        state.status in wanted,
        "cycle_status",
        f"考评的状态为{state.status}，不能这样办理，请按年度流程进行。",
        f"The cycle is {state.status}, so this is not possible; follow the steps of the year.",
    )


def must_be_idle(state: Cycle) -> None:
    require(
        state.order is None,
        "scores_being_computed",
        "成绩正在计算，请稍后再办。",
        "Scores are being computed; wait until they are on record.",
    )


def must_have_no_round(state: Cycle) -> None:
    require(
        not state.rounds,
        "ballot_open",
        "尚有测评未结束，请先计票或作废。",
        "A ballot round is still open; close it or void it first.",
    )

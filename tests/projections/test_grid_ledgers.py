"""L-GRID and L-PLACE, and G6: SYS-01, R-15 to R-18, AM-18."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.body import EndReason
from domain.grid import (
    AreaGroupFormed,
    FormerNet,
    FormerNetAbsorbed,
    GridAbolished,
    GridBranchFormed,
    GridHeadAppointed,
    GridHeadEnded,
    GridNoticePosted,
    GridsMerged,
    GridWorkerRemoved,
    HeadStanding,
    PlaceReassignedToGrid,
    PlaceReleased,
    PlacesReceived,
    SeparateNetReported,
    grid_ref,
    place_ref,
)
from domain.kernel import Event
from domain.ruleset import SubjectKind, ruleset_2022
from projections.ledgers.grids import L_GRID, GridRow
from projections.ledgers.places import L_PLACE
from projections.metrics.catalogue import measures
from projections.metrics.subjects import subjects
from projections.metrics.year import Year
from projections.shown import extras
from tests.domain.grid.examples import (
    ACTIVATED,
    BUNGALOW,
    COMPOUND,
    DAY,
    HEAD,
    HEADED,
    IN_USE,
    MOVE,
    PLANNED,
    SECOND,
    STAFFED,
    WORKER,
    assigned,
    planned,
)
from tests.projections.questions.asked import Known, Told

GRID, OTHER = grid_ref("FC01001").id, grid_ref("FC01002").id
BRANCH = GridBranchFormed(members=(HEAD,), on=DAY, document_no="4号")
GROUP = AreaGroupFormed(place=COMPOUND.code, leader=SECOND, on=MOVE)
LAST = date(2022, 12, 31)


@pytest.fixture
def told() -> Told:
    log = Told()
    for fact in IN_USE:
        log.tell(GRID, fact)
    return log


def tell(told: Told, *facts: Event[Any], stream: UUID = GRID) -> None:
    for fact in facts:
        told.tell(stream, fact)


def row(told: Told, stream: UUID = GRID) -> GridRow:
    return L_GRID.replay(told.events)[(stream,)]


def year(told: Told) -> Year:
    snapshot: Any = Known(told, len(told.events))
    return Year(snapshot, 2022, ruleset_2022(), LAST)


def g6(told: Told, stream: UUID = GRID) -> tuple[Any, Any]:
    found = measures(year(told), SubjectKind.GRID)[stream]
    return found["party_units_formed"].value, found["party_units_required"].value


def test_g6_a_branch_and_a_group_in_each_place_r16(told: Told) -> None:
    assert g6(told) == (0, 3)
    tell(told, BRANCH, GROUP)
    assert g6(told) == (2, 3)
    found = measures(year(told), SubjectKind.GRID)[GRID]
    assert len(found["party_units_formed"].evidence) == 2
    assert found["party_units_required"].evidence == (2,)


def test_g6_a_joint_branch_counts_and_a_group_is_formed_once_am18(told: Told) -> None:
    joint = BRANCH.model_copy(update={"joint_with": "FC01002"})
    tell(told, joint, GROUP, GROUP.model_copy(update={"leader": HEAD, "on": LAST}))
    assert g6(told) == (2, 3)
    assert (row(told).branch, row(told).joint_with) == ("JOINT", "FC01002")
    [compound, _] = row(told).places
    assert (compound.leader, compound.formed_on) == (HEAD, MOVE)
    tell(told, BRANCH.model_copy(update={"on": MOVE}))
    assert (row(told).branch, row(told).branch_on) == ("OWN", DAY)


def test_g6_what_was_formed_after_the_year_does_not_count_for_it(told: Told) -> None:
    after = LAST + timedelta(days=1)
    tell(told, BRANCH.model_copy(update={"on": after}), GROUP.model_copy(update={"on": after}))
    assert g6(told) == (0, 3)


def test_g6_looks_at_the_grids_and_places_of_the_day(told: Told) -> None:
    tell(told, GROUP)
    gone = PlaceReassignedToGrid(place=COMPOUND.code, to="FC01002", on=MOVE)
    tell(told, gone)
    assert g6(told) == (0, 2)
    tell(told, planned("FC01002"), HEADED, STAFFED, ACTIVATED, stream=OTHER)
    brought = COMPOUND.model_copy(update={"leader": SECOND})
    tell(told, PlacesReceived(places=(brought,), from_grid="FC01001", on=MOVE), stream=OTHER)
    assert g6(told, OTHER) == (1, 2)
    tell(told, GridsMerged(into="FC01002", on=LAST, document_no="5号"))
    assert g6(told) == (0, 2)  # as on its last day


def test_a_grid_that_ended_after_the_year_is_scored_with_its_places(told: Told) -> None:
    tell(told, BRANCH, GridsMerged(into="FC01002", on=LAST + timedelta(days=1), document_no="5号"))
    assert g6(told) == (1, 3)
    [subject] = subjects(year(told), SubjectKind.GRID)
    assert (subject.id, subject.community, subject.grid) == (GRID, "FC01", "FC01001")
    assert row(told).status == "MERGED"


def test_a_grid_that_was_only_planned_is_not_scored() -> None:
    log = Told()
    log.tell(GRID, PLANNED)
    assert list(subjects(year(log), SubjectKind.GRID)) == []
    log.tell(GRID, GridAbolished(successors=(), on=MOVE, document_no="5号"))
    assert (row(log).status, row(log).active_to) == ("ABOLISHED", None)


def test_heads_and_workers_are_known_for_every_day_r17(told: Told) -> None:
    tell(told, GridHeadEnded(person=HEAD, last_day=MOVE, reason=EndReason.TERM))
    new = GridHeadAppointed(
        person=SECOND, standing=HeadStanding.BACKBONE, on=LAST, document_no="6号"
    )
    tell(told, new)
    found = row(told)
    days = (DAY - timedelta(days=1), DAY, MOVE, MOVE + timedelta(days=1), LAST)
    assert [found.head_on(each) for each in days] == [None, HEAD, HEAD, None, SECOND]
    assert found.workers_on(DAY) == (WORKER,)
    tell(told, GridWorkerRemoved(person=WORKER, last_day=MOVE, reason=EndReason.RESIGNED))
    assert row(told).workers_on(LAST) == ()


def test_the_ledger_adds_up_the_places_and_tells_whether_the_notice_is_right(told: Told) -> None:
    def shown() -> dict[str, Any]:
        snapshot: Any = Known(told, len(told.events))
        [extra] = extras(snapshot, "L-GRID", [row(told)], lambda _: None)
        return extra

    tell(told, GROUP)
    found = shown()
    assert (found["head"], found["groups_formed"], found["groups_required"]) == (HEAD, 1, 2)
    assert (found["households"], found["residents"], found["shops"]) == (360, 800, 12)
    assert not found["notice_posted"]
    notice = GridNoticePosted(
        title="第一网格", extent="东至东环路", worker=WORKER, worker_name="合成",
        worker_phone="合成", supervision_phone="12345", on=MOVE,
    )  # fmt: skip
    tell(told, notice)
    assert shown()["notice_posted"]
    tell(told, GridWorkerRemoved(person=WORKER, last_day=MOVE, reason=EndReason.TRANSFER))
    assert not shown()["notice_posted"]


def test_nets_taken_in_and_nets_drawn_beside_r16(told: Told) -> None:
    drawn = SeparateNetReported(
        department="DEPT-HEATING", net=FormerNet.SAFETY, title="安全网格", on=MOVE
    )
    tell(told, FormerNetAbsorbed(net=FormerNet.EPIDEMIC, on=DAY), drawn)
    assert row(told).former_nets == ("EPIDEMIC",)
    assert [net.department for net in row(told).separate_nets] == ["DEPT-HEATING"]
    tell(told, FormerNetAbsorbed(net=FormerNet.SAFETY, on=LAST))
    assert (row(told).former_nets, row(told).separate_nets) == (("EPIDEMIC", "SAFETY"), ())


def test_l_place_tells_the_grid_of_any_day() -> None:
    log, stream = Told(), place_ref(BUNGALOW.code).id
    log.tell(stream, assigned(BUNGALOW, "FC01001"))
    log.tell(stream, assigned(BUNGALOW, "FC01002", MOVE))
    log.tell(stream, PlaceReleased(code=BUNGALOW.code, on=LAST))
    place = L_PLACE.replay(log.events)[(stream,)]
    days = (DAY - timedelta(days=1), DAY, MOVE - timedelta(days=1), MOVE, LAST)
    grids = [place.grid_on(each) for each in days]
    assert grids == [None, "FC01001", "FC01001", "FC01002", None]
    assert (place.grid, place.kind, place.community) == (None, "BUNGALOW", "FC01")

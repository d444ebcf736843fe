"""The notice of a grid, and nets that departments draw beside it: R-16, S3, SYS-01."""

from datetime import date, timedelta
from typing import Any

from domain.body import BODY, BodyEstablished, BodyType, EndReason, body_ref
from domain.grid import (
    GRID,
    AbsorbFormerNet,
    FormerNet,
    FormerNetAbsorbed,
    GridNoticePosted,
    GridWorkerRemoved,
    PostGridNotice,
    ReportSeparateNet,
    SeparateNetReported,
)
from domain.roles import Role
from tests.domain.grid.examples import DAY, HEAD, IN_USE, MOVE, PLANNED, WORKER
from tests.spec import Given, given

POST = PostGridNotice(
    title="第一网格（合成）", extent="东至东环路", worker=WORKER, worker_name="赵合成",
    worker_phone="13800000000", supervision_phone="0350-5522000", on=MOVE,
)  # fmt: skip
DEPARTMENT = "DEPT-HEATING"
REPORT = ReportSeparateNet(
    department=DEPARTMENT, net=FormerNet.SAFETY, title="安全网格（合成）", on=MOVE
)
REPORTED = SeparateNetReported(**dict(REPORT))


def department(type: BodyType = BodyType.DEPARTMENT) -> dict[Any, Any]:
    founded = BodyEstablished(
        code=DEPARTMENT, type=type, title="供热办（合成）", on=DAY, document_no="【合成】1号"
    )
    return {body_ref(DEPARTMENT): BODY.replay([founded])}


def known(*facts: Any) -> Given[Any]:
    return given(GRID, *IN_USE, *facts).by(Role.CS).looking(department())


def test_the_notice_names_the_worker_of_the_day_s3() -> None:
    known().when(POST).then(GridNoticePosted(**dict(POST)))
    gone = GridWorkerRemoved(
        person=WORKER, last_day=MOVE - timedelta(days=1), reason=EndReason.TRANSFER
    )
    known(gone).when(POST).then_refused("not_a_worker")
    known().when(POST.model_copy(update={"worker": HEAD})).then_refused("not_a_worker")


def test_a_notice_hangs_in_a_grid_at_work_and_not_in_advance() -> None:
    given(GRID, PLANNED).by(Role.CS).when(POST).then_refused("grid_not_active")
    ahead = POST.model_copy(update={"on": date(2022, 5, 11)})
    known().when(ahead).then_refused("in_the_future")


def test_a_net_that_a_department_draws_is_reported_once_r16() -> None:
    known().when(REPORT).then(REPORTED)
    known(REPORTED).when(REPORT).then_nothing()
    unknown = REPORT.model_copy(update={"department": "NOBODY"})
    known().when(unknown).then_refused("no_such_department")
    wrong = known().looking(department(BodyType.ORG_DEPT))
    wrong.when(REPORT).then_refused("no_such_department")
    given(GRID, PLANNED).by(Role.CS).looking(department()).when(REPORT).then_refused(
        "grid_not_active"
    )
    ahead = REPORT.model_copy(update={"on": date(2022, 5, 11)})
    known().when(ahead).then_refused("in_the_future")


def test_a_net_drawn_again_is_absorbed_again_r16() -> None:
    absorb = AbsorbFormerNet(net=FormerNet.SAFETY, on=MOVE)
    absorbed = FormerNetAbsorbed(net=FormerNet.SAFETY, on=MOVE)
    known(absorbed).when(absorb).then_nothing()
    known(absorbed, REPORTED).when(absorb).then(absorbed)
    assert not GRID.replay([*IN_USE, REPORTED, absorbed]).separate

"""What a grid tells its residents, and what other departments draw beside it (R-16, S3)."""

from dataclasses import replace
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from domain.body import BodyType, body_ref
from domain.dates import require_happened
from domain.grid.planning import must_be_active
from domain.grid.state import FormerNet, Grid
from domain.kernel import (
    Command,
    Context,
    Event,
    Label,
    Line,
    Outcome,
    PrivateLine,
    Reads,
    SealedText,
    Text,
    require,
)
from domain.roles import Role
from domain.vocabulary import BodyCode

OfficePhone = Annotated[str, StringConstraints(pattern=r"^[0-9+][0-9 -]{2,19}$")]


class GridNoticePosted(Event[Grid], name="grid.notice_posted", sealed_for="worker"):
    """supervision_phone: of an office, public."""

    title: Line
    extent: Text
    worker: UUID
    worker_name: SealedText
    worker_phone: SealedText
    supervision_phone: OfficePhone
    on: date

    def apply(self, state: Grid) -> Grid:
        return state


class SeparateNetReported(Event[Grid], name="grid.separate_net_reported"):
    """A department keeps a net of its own in this grid's area, beside the one network."""

    department: BodyCode
    net: FormerNet
    title: Line
    on: date

    def apply(self, state: Grid) -> Grid:
        return replace(state, separate=state.separate | {(self.department, self.net)})


class PostGridNotice(
    Command[Grid], verb="post-notice", label=Label("张贴网格公示牌", "Post grid notice"),
    who=(Role.GW, Role.GH, Role.CW, Role.CS),
):  # fmt: skip
    """Records that the notice hangs: the grid's name and extent, its worker's name and phone, and
    the phone for supervision. A new worker needs a new notice."""

    title: Line
    extent: Text
    worker: UUID
    worker_name: PrivateLine
    worker_phone: PrivateLine
    supervision_phone: OfficePhone
    on: date

    def decide(self, state: Grid, context: Context) -> Outcome:
        require_happened(self.on, context)
        must_be_active(state, self.on)
        require(  # S3: the notice names the worker of this grid
            any(s.person == self.worker and s.period.covers(self.on) for s in state.workers),
            "not_a_worker",
            f"此人{self.on}当日非该网格网格员，请核对。",
            f"This person is not a worker of this grid on {self.on}; check it.",
        )
        yield GridNoticePosted(**dict(self))


class ReportSeparateNet(
    Command[Grid], verb="report-separate-net",
    label=Label("登记部门另设网格", "Report a separate net"), who=(Role.CS, Role.TOWN),
):  # fmt: skip
    """Puts on record that a department draws its own net here; taken in, it is a former net.

    A net that was absorbed already and is drawn again is reported again.
    """

    department: BodyCode
    net: FormerNet
    title: Line
    on: date

    def reads(self, state: Grid, context: Context) -> Reads:
        yield body_ref(self.department)

    def decide(self, state: Grid, context: Context) -> Outcome:
        require_happened(self.on, context)
        must_be_active(state, self.on)
        department = context.look(body_ref(self.department))
        require(
            department.type is BodyType.DEPARTMENT and department.exists_on(self.on),
            "no_such_department",
            f"{self.on}当日没有部门{self.department}，请核对代码。",
            f"There is no department {self.department} on {self.on}; check the code.",
        )
        if (self.department, self.net) not in state.separate:
            yield SeparateNetReported(**dict(self))

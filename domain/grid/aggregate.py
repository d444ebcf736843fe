"""The grid's vocabulary put together, and whose scope must cover it."""

from typing import Final

from domain.grid.moving import (
    AbolishGrid,
    GridAbolished,
    GridsMerged,
    GridSplit,
    MergeGrids,
    PlaceReassignedToGrid,
    PlacesReceived,
    ReassignPlace,
    SplitGrid,
)
from domain.grid.notice import (
    GridNoticePosted,
    PostGridNotice,
    ReportSeparateNet,
    SeparateNetReported,
)
from domain.grid.party import AreaGroupFormed, FormAreaGroup, FormGridBranch, GridBranchFormed
from domain.grid.planning import (
    AbsorbFormerNet,
    ActivateGrid,
    FormerNetAbsorbed,
    GridActivated,
    GridPlanned,
    PlanGrid,
    community_of,
)
from domain.grid.posts import (
    AppointGridHead,
    AssignGridWorker,
    EndGridHead,
    GridHeadAppointed,
    GridHeadEnded,
    GridWorkerAssigned,
    GridWorkerRemoved,
    RemoveGridWorker,
)
from domain.grid.state import Grid
from domain.kernel import Aggregate, Command, Concern, Label, Ref, derived_id


def _concern(state: Grid, command: Command[Grid] | None) -> Concern:
    code = state.code or getattr(command, "code", "")
    return Concern(community=community_of(code) or None, grid=code or None)


GRID: Final = Aggregate(
    name="grid",
    collection="grids",
    label=Label("网格", "Grid"),
    initial=Grid(),
    commands=(
        PlanGrid,
        ActivateGrid,
        AbsorbFormerNet,
        ReassignPlace,
        MergeGrids,
        SplitGrid,
        AbolishGrid,
        FormGridBranch,
        FormAreaGroup,
        AppointGridHead,
        EndGridHead,
        AssignGridWorker,
        RemoveGridWorker,
        PostGridNotice,
        ReportSeparateNet,
    ),
    events=(
        GridPlanned,
        GridActivated,
        FormerNetAbsorbed,
        PlaceReassignedToGrid,
        PlacesReceived,
        GridsMerged,
        GridSplit,
        GridAbolished,
        GridBranchFormed,
        AreaGroupFormed,
        GridHeadAppointed,
        GridHeadEnded,
        GridWorkerAssigned,
        GridWorkerRemoved,
        GridNoticePosted,
        SeparateNetReported,
    ),
    identify=lambda command: derived_id("grid", command.code),
    concerns=_concern,
)


def grid_ref(code: str) -> Ref[Grid]:
    return GRID.ref(derived_id("grid", code))

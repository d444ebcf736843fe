"""DELIBERATION: one item from proposal to evaluation (SYS-08)."""

from typing import Final
from uuid import UUID

from domain.deliberation import deciding, events, executing, listing
from domain.deliberation.state import DeliberationItem
from domain.kernel import Aggregate, Command, Concern, Label, Ref, derived_id


def _identify(command: listing.ProposeItem) -> UUID | None:
    """What the system proposes, it proposes once for each time a problem came back (P-14)."""
    if command.problem is None:
        return None
    return derived_id("deliberation", command.problem, command.occurrence)


def _concern(state: DeliberationItem, command: Command[DeliberationItem] | None) -> Concern:
    """Its community, who proposed it, and for a task the body that it is laid on."""
    if isinstance(command, listing.ProposeItem):
        person = frozenset() if command.person is None else frozenset({command.person})
        return Concern(command.community, None, command.unit, command.department, person)
    task = state.task(command.task) if isinstance(command, executing.CompleteTask) else None
    return Concern(
        community=state.community or None,
        unit=state.unit,
        body=task.body if task else state.department,
        persons=frozenset() if state.person is None else frozenset({state.person}),
        readers=frozenset(task.body for task in state.tasks),
        anybody=isinstance(command, executing.EvaluateItem),
    )


DELIBERATION: Final = Aggregate(
    name="deliberation",
    collection="deliberations",
    label=Label("协商议题", "Deliberation item"),
    initial=DeliberationItem(),
    commands=(
        listing.ProposeItem,
        listing.ScreenItem,
        listing.ScheduleItem,
        listing.DeferItem,
        deciding.RecordDeliberation,
        deciding.RecordResidentsVote,
        deciding.AdoptResolution,
        deciding.RecordNoConsensus,
        deciding.PublishResolution,
        executing.CompleteTask,
        executing.EvaluateItem,
    ),
    events=(
        events.ItemProposed,
        events.ItemAccepted,
        events.ItemRejected,
        events.ItemDeferred,
        events.ItemScheduled,
        events.ItemDeliberated,
        events.ResidentsVoteRecorded,
        events.ResolutionAdopted,
        events.NoConsensusReached,
        events.ResolutionPublished,
        events.ResolutionTaskCompleted,
        events.ItemEvaluated,
    ),
    identify=_identify,
    concerns=_concern,
)


def deliberation_ref(id: UUID) -> Ref[DeliberationItem]:
    return DELIBERATION.ref(id)

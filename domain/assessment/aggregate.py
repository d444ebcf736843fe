"""The assessment cycle as a whole, one a year."""

from typing import Any, Final

from domain.assessment import events, publishing, roll, running
from domain.assessment.state import Cycle
from domain.kernel import Aggregate, Concern, Label, Ref, derived_id

CYCLE: Final = Aggregate(
    name="cycle",
    collection="cycles",
    label=Label("年度考评", "Assessment cycle"),
    initial=Cycle(),
    commands=(
        running.OpenCycle,
        running.FreezeCycle,
        running.ComputeScores,
        running.RecordComputed,
        running.RecordSurvey,
        running.DetectImpact,
        roll.ComposeAssessorRoll,
        roll.RecuseAssessor,
        publishing.PublishProvisional,
        publishing.RuleOnObjection,
        publishing.Finalise,
        publishing.ReopenByRuling,
        publishing.ArchiveCycle,
    ),
    events=(
        events.CycleOpened,
        events.CycleFrozen,
        events.ScoresOrdered,
        events.ScoresComputed,
        events.SurveyRecorded,
        events.AssessmentImpactDetected,
        events.AssessorRollFixed,
        events.AssessorRecused,
        events.BallotingBegun,
        events.BallotingEnded,
        events.ProvisionalPublished,
        events.RecomputeOrdered,
        events.CycleFinalised,
        events.CycleExported,
        events.CycleArchived,
        events.CycleReopened,
    ),
    identify=lambda command: derived_id("cycle", command.year),
    concerns=lambda state, command: _concern(command),
)


def _concern(command: Any) -> Concern:
    """An assessor stands aside by himself; everything else is the county's."""
    assessor = getattr(command, "assessor", None)
    return Concern(persons=frozenset({assessor} if assessor else ()))


def cycle_ref(year: int) -> Ref[Cycle]:
    return CYCLE.ref(derived_id("cycle", year))

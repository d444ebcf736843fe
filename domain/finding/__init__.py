"""Finding 认定 (HANDBOOK 4.7): what a competent office established about a subject of scores."""

from typing import Final
from uuid import UUID

from domain.finding.recording import (
    FindingRecorded,
    FindingRevoked,
    RecordCommendation,
    RecordFalseRecord,
    RecordUnreportedIncident,
    RegisterVetoCertificate,
    RevokeFinding,
    UpholdComplaint,
)
from domain.finding.state import Finding, FindingKind, FindingState, Level
from domain.kernel import Aggregate, Command, Concern, Label, Ref, derived_id

__all__ = [
    "FINDING",
    "Finding",
    "FindingKind",
    "FindingRecorded",
    "FindingRevoked",
    "FindingState",
    "Level",
    "RecordCommendation",
    "RecordFalseRecord",
    "RecordUnreportedIncident",
    "RegisterVetoCertificate",
    "RevokeFinding",
    "UpholdComplaint",
    "finding_ref",
]


def _stream_of(command: Command[Finding]) -> UUID:
    """One finding a kind, subject and document."""
    about = getattr(command, "subject", None), getattr(command, "document_no", None)
    return derived_id("finding", command.verb, *about)


def _concerns(state: Finding, command: Command[Finding] | None) -> Concern:
    return Concern(
        community=state.community or getattr(command, "community", None),
        grid=state.grid,
        unit=state.unit,
        persons=frozenset() if state.person is None else frozenset({state.person}),
    )


FINDING: Final = Aggregate(
    name="finding",
    collection="findings",
    label=Label("认定", "Finding"),
    initial=Finding(),
    commands=(
        RecordFalseRecord,
        RegisterVetoCertificate,
        RecordCommendation,
        RecordUnreportedIncident,
        UpholdComplaint,
        RevokeFinding,
    ),
    events=(FindingRecorded, FindingRevoked),
    identify=_stream_of,
    concerns=_concerns,
)


def finding_ref(id: UUID) -> Ref[Finding]:
    return FINDING.ref(id)

"""The objection as a whole."""

from typing import Final
from uuid import UUID

from domain.kernel import Aggregate, Concern, Label, Ref
from domain.objection import events
from domain.objection.deciding import (
    AdmitObjection,
    DecideObjection,
    DecideReview,
    InvestigateObjection,
    RefuseObjection,
)
from domain.objection.lodging import LodgeObjection, RequestReview, WithdrawObjection
from domain.objection.state import Objection
from domain.ruleset import SubjectKind

OF_UNITS: Final = frozenset({SubjectKind.UNIT, SubjectKind.SOCIAL_ORG, SubjectKind.MERCHANT})


def _concern(state: Objection, command: object) -> Concern:
    """The subject, its place, and whoever lodged it. Anybody may lodge one; the rule says who."""
    about = state if state.kind else command
    kind, subject = getattr(about, "kind", None), getattr(about, "subject", None)
    own = subject if kind is SubjectKind.MEMBER else None
    return Concern(
        community=getattr(about, "community", None),
        grid=getattr(about, "grid", None),
        unit=subject if kind in OF_UNITS else None,
        persons=frozenset(one for one in (own, state.objector) if one is not None),
        anybody=state.kind is None,
    )


OBJECTION: Final = Aggregate(
    name="objection",
    collection="objections",
    label=Label("异议", "Objection"),
    initial=Objection(),
    commands=(
        LodgeObjection,
        AdmitObjection,
        RefuseObjection,
        InvestigateObjection,
        DecideObjection,
        RequestReview,
        DecideReview,
        WithdrawObjection,
    ),
    events=(
        events.ObjectionLodged,
        events.ObjectionAdmitted,
        events.ObjectionNotAdmitted,
        events.InvestigationBegun,
        events.ObjectionDecided,
        events.ReviewRequested,
        events.ReviewDecided,
        events.ObjectionWithdrawn,
    ),
    concerns=_concern,
)


def objection_ref(id: UUID) -> Ref[Objection]:
    return OBJECTION.ref(id)

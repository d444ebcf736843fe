"""The data subject's vocabulary put together (SYS-20)."""

from typing import Final
from uuid import UUID

from domain.access import PROTECTORS
from domain.kernel import Aggregate, Command, Concern, Label, Ref, derived_id
from domain.privacy.data_subject import DataSubject
from domain.privacy.erasing import EraseSubject, SubjectErased
from domain.privacy.holding import HoldSubject, ReleaseHold, SubjectHeld, SubjectHoldReleased
from domain.privacy.restricting import (
    LiftRestriction,
    RestrictSubject,
    SubjectRestricted,
    SubjectRestrictionLifted,
)


def _concern(state: DataSubject, command: Command[DataSubject] | None) -> Concern:
    person = state.person or getattr(command, "person", None)
    return Concern(persons=frozenset(() if person is None else (person,)), offices=PROTECTORS)


SUBJECT: Final = Aggregate(
    name="subject",
    collection="data-subjects",
    label=Label("个人信息主体", "Data subject"),
    initial=DataSubject(),
    commands=(RestrictSubject, LiftRestriction, HoldSubject, ReleaseHold, EraseSubject),
    events=(
        SubjectRestricted,
        SubjectRestrictionLifted,
        SubjectHeld,
        SubjectHoldReleased,
        SubjectErased,
    ),
    identify=lambda command: derived_id("subject", command.person),
    concerns=_concern,
)


def subject_ref(person: UUID) -> Ref[DataSubject]:
    return SUBJECT.ref(derived_id("subject", person))

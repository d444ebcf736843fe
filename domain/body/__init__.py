"""Body 机构 (SYS-02): effective-dated, and a book of who holds which post in it."""

from domain.body.commands import (
    BODY,
    COMMITTEE_OF,
    DissolveBody,
    EstablishBody,
    RenameBody,
    TransferFunction,
    body_ref,
)
from domain.body.events import (
    BodyDissolved,
    BodyEstablished,
    BodyFunctionTransferred,
    BodyRenamed,
    PostAppointed,
    PostAppointmentEnded,
)
from domain.body.linking import BodyUnitLinked, LinkUnit
from domain.body.posts import AppointToPost, EndAppointment
from domain.body.state import (
    LEGAL_POSTS,
    Appointment,
    Basis,
    Body,
    BodyType,
    EndReason,
    Post,
)

__all__ = [
    "BODY",
    "COMMITTEE_OF",
    "LEGAL_POSTS",
    "AppointToPost",
    "Appointment",
    "Basis",
    "Body",
    "BodyDissolved",
    "BodyEstablished",
    "BodyFunctionTransferred",
    "BodyRenamed",
    "BodyType",
    "BodyUnitLinked",
    "DissolveBody",
    "EndAppointment",
    "EndReason",
    "EstablishBody",
    "LinkUnit",
    "Post",
    "PostAppointed",
    "PostAppointmentEnded",
    "RenameBody",
    "TransferFunction",
    "body_ref",
]

"""What a paper says, before it is sealed; and whose it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.access import Purpose
from domain.kernel import Actor, Concern, Label
from domain.person import PERSON
from interfaces.http.disclosure import Readable, revealed
from interfaces.http.records import HIDDEN
from interfaces.system import System


class Kind(StrEnum):
    SERVICE_EXTRACT = "service-extract"
    SCORE_SHEET = "score-sheet"
    HONOUR = "honour"


# HANDBOOK 3.4: a platform record is not a certificate 证明.
TITLES: Final = {
    Kind.SERVICE_EXTRACT: Label("志愿服务平台记录", "Platform record of volunteer services"),
    Kind.SCORE_SHEET: Label("年度评分表及说明", "Year-end score sheet, explained"),
    Kind.HONOUR: Label("荣誉证书", "Certificate of honour", "榮譽證書"),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """content: plain; what it says under `evidence` are the positions behind it. summary: in a
    line, for whoever sees nothing but the seal."""

    kind: Kind
    summary: str
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for a paper, in which language, and what he would be shown names for."""

    system: System
    actor: Actor
    language: str
    purpose: Purpose | None

    def shown(
        self, aggregate: Any, stream: UUID, whose: Concern, history: Iterable[Recorded]
    ) -> dict[str, str]:
        """Sealed text → clear text of these events, once the read is on record."""
        read = Readable(aggregate, stream, None, whose)
        return revealed(self.system, self.actor, read, list(history), self.purpose)

    def name(self, person: UUID, whose: Concern, last: int) -> tuple[str, list[int]]:
        """The name that a person bore at a position, and where it was recorded; nothing else of
        him. Hidden without a purpose."""
        named = [
            msgspec.structs.replace(each, event=_only_name(each.event))
            for each in self.system.log.history(person, last=last)
            if getattr(each.event, "full_name", None) is not None
        ]
        if self.purpose is None or not named:
            return HIDDEN, [named[-1].position] if named else []
        clear = self.shown(PERSON, person, whose, named[-1:])
        return clear[named[-1].event.full_name], [named[-1].position]


def _only_name(event: Any) -> Any:
    return event.model_copy(update={"phone": None, "identity_number": None})

"""The extract of somebody's volunteer services: a platform record, as a community issued it."""

from typing import Any, Final
from uuid import UUID

from application.authority import must_cover
from application.handler import NotFound
from application.recorded import Recorded
from domain.kernel import Concern, Label, Refused
from domain.volunteer import VOLUNTEER, ServiceCorrected, ServiceExtractIssued, ServiceSubmitted
from interfaces.http.records import NAMED, plain, shown
from interfaces.language import in_language
from interfaces.papers.drafts import Asking, Draft, Kind
from interfaces.rendering import row_body
from projections.ledgers.services import L_VOL
from projections.reading import Snapshot

# The items that a record has by law (HANDBOOK 3.4), but for names of others.
OF_SESSION: Final = (
    "service_on", "start", "end", "minutes", "field", "source", "state", "stars", "flags",
)  # fmt: skip
OF_SUBMISSION: Final = ("title", "object_category", "place", "content", "organiser_body")


def service_extract(asking: Asking, snapshot: Snapshot, book: UUID, number: str | None) -> Draft:
    """Of the extract of that number, or the last; its sessions as they stand now, also one that
    was revoked since. NotFound; Forbidden; Refused: none was issued."""
    history = asking.system.log.history(book, last=snapshot.position)
    if not history or not history[0].name.startswith(f"{VOLUNTEER.name}."):
        raise NotFound(book)
    issued = _issued(history, number)
    fact: ServiceExtractIssued = issued.event
    whose = Concern(community=fact.community, persons=frozenset({fact.person}))
    must_cover(asking.actor, whose, reading=True)
    told = [each for each in history if _tells_of(each, fact)]
    clear = asking.shown(VOLUNTEER, book, whose, told)
    sessions = [_session(snapshot, entry, told, clear) for entry in fact.entries]
    valid = [session["minutes"] for session in sessions if session["state"] == "CONFIRMED"]
    name, named = asking.name(fact.person, whose, snapshot.position)
    summary = Label(
        f"志愿服务平台记录 {fact.number} {name} {len(valid)}次 {sum(valid)}分钟",
        f"Platform record {fact.number} {name} {len(valid)} services {sum(valid)} minutes",
    )
    content = {
        "number": fact.number,
        "name": name,
        "community": fact.community,
        "issued_on": issued.recorded_at.isoformat(),
        "services": len(valid),
        "minutes": sum(valid),
        "sessions": sessions,
        "evidence": [*named, issued.position],
    }
    return Draft(Kind.SERVICE_EXTRACT, in_language(summary, asking.language), content)


def _issued(history: list[Recorded], number: str | None) -> Recorded:
    found = [
        each
        for each in history
        if isinstance(each.event, ServiceExtractIssued) and number in (None, each.event.number)
    ]
    if not found:
        raise Refused(
            "no_extract",
            "尚未出具此平台记录，请先由社区办理“出具平台记录”。",
            "No such extract was issued; ask the community to issue one first.",
        )
    return found[-1]


def _tells_of(recorded: Recorded, fact: ServiceExtractIssued) -> bool:
    """Whether it says what was done in one of the sessions of the extract."""
    told = isinstance(recorded.event, ServiceSubmitted | ServiceCorrected)
    return told and recorded.event.entry in fact.entries


def _session(
    snapshot: Snapshot, entry: UUID, told: list[Recorded], clear: dict[str, str]
) -> dict[str, Any]:
    line = snapshot.row(L_VOL, entry)
    if line is None:
        raise LookupError(f"extract of a session {entry} that the ledger does not know")
    row = row_body(line.row)
    texts: dict[str, Any] = dict.fromkeys(OF_SUBMISSION)
    for each in told:
        if each.event.entry == entry:
            said = shown(plain(each.event), clear, NAMED)
            texts |= {name: said[name] for name in OF_SUBMISSION if said.get(name)}
    return {
        **{name: row[name] for name in OF_SESSION},
        **texts,
        "community": row["community"],
        "evidence": snapshot.evidence(L_VOL, entry),
    }

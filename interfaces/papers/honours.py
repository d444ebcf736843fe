"""The certificate of an honour that somebody holds."""

from uuid import UUID

from application.authority import must_cover
from application.handler import NotFound
from domain.kernel import Label, require
from domain.ruleset import SubjectKind
from interfaces.language import in_language
from interfaces.papers.drafts import Asking, Draft, Kind
from interfaces.rendering import plain
from interfaces.scoping import concern_of
from projections.ledgers.honours import L_HONOUR, L_PROGRAMME, HonourRow
from projections.ledgers.people import UNITS
from projections.reading import Snapshot

HELD = "CONFERRED"
TOLD = ("year", "kind", "community", "certificate_no", "approval_document_no", "conferred_on",
        "valid_until")  # fmt: skip


def honour(asking: Asking, snapshot: Snapshot, nomination: UUID) -> Draft:
    """NotFound; Forbidden; Refused: nobody holds it, or not any more."""
    line = snapshot.row(L_HONOUR, nomination)
    if line is None:
        raise NotFound(nomination)
    row = line.row
    whose = concern_of(row)
    must_cover(asking.actor, whose, reading=True)
    require(
        row.state == HELD,
        "honour_not_held",
        "该荣誉尚未授予，或已到期、被撤销，不能出具证书。",
        "The honour is not conferred, or it has expired or was revoked: no certificate is issued.",
    )
    [programme] = snapshot.all(L_PROGRAMME, code=row.code, year=row.year)
    if row.kind == SubjectKind.MEMBER:
        name, named = asking.name(row.subject, whose, snapshot.position)
    else:
        name, named = _title(snapshot, row)
    defined = snapshot.evidence(L_PROGRAMME, programme.programme)[:1]
    content = {
        "title": programme.title,
        "name": name,
        "conferring_body": programme.conferring_body,
        **{column: plain(getattr(row, column)) for column in TOLD},
        "evidence": sorted({*named, *defined, *snapshot.evidence(L_HONOUR, nomination)}),
    }
    told = Label(
        f"荣誉证书 {row.certificate_no} {programme.title} {name} 有效期至{row.valid_until}",
        f"Honour {row.certificate_no} {programme.title} {name} valid until {row.valid_until}",
    )
    return Draft(Kind.HONOUR, in_language(told, asking.language), content)


def _title(snapshot: Snapshot, row: HonourRow) -> tuple[str, list[int]]:
    """Of a unit, or of what has a code: a grid, a community."""
    unit = snapshot.row(UNITS, row.subject)
    if unit is None:
        return row.grid or row.community, []
    return unit.row.title, [unit.position]

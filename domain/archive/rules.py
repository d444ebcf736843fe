"""The rules that every way of writing into an archive obeys (SYS-07, HANDBOOK 3.8)."""

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from domain.archive.catalogue import (
    ArchiveKind,
    CatalogueField,
    LegalBasis,
    field_of,
    minimum_of,
)
from domain.archive.state import (
    STATE_LABELS,
    Archive,
    Detail,
    Entry,
    EntryState,
    HeldDetail,
)
from domain.grid import Grid
from domain.identifiers import is_credit_code
from domain.kernel import Refused, derived_id, require

UNDER_14: Final = "UNDER_14"


def must_be_active(grid: Grid, code: str, day: date) -> None:
    require(
        grid.active_on(day),
        "grid_not_active",
        f"网格{code}在{day}未启用，请核对网格编码。",
        f"Grid {code} is not active on {day}; check its code.",
    )


def held(kind: ArchiveKind, details: tuple[Detail, ...], *, minor: bool) -> tuple[HeldDetail, ...]:
    """The details as they are held: each field known, needed for something, and on a basis."""
    require(
        len({detail.field for detail in details}) == len(details),
        "field_twice",
        "同一字段填写了两次，请删去一处。",
        "A field is given twice; take one out.",
    )
    return tuple(_held(kind, detail, minor=minor) for detail in details)


def _held(kind: ArchiveKind, detail: Detail, *, minor: bool) -> HeldDetail:
    known = _in_catalogue(kind, detail.field)
    require(  # SYS-07, PIPL art. 6: nothing is held that nothing needs
        bool(known.purposes),
        "field_without_purpose",
        f"字段{detail.field}没有任何使用目的，不得采集，请删去。",
        f"Nothing needs field {detail.field}, so it may not be held; take it out.",
    )
    require(  # SYS-07, PIPL arts. 28 to 31: sensitive fields and children under 14
        detail.basis is not None or not (known.sensitive or minor),
        "legal_basis_missing",
        f"字段{detail.field}属敏感个人信息，请写明法律依据。",
        f"Field {detail.field} is sensitive personal information: state its legal basis.",
    )
    basis = detail.basis or known.bases[0]
    require(  # PIPL art. 13
        basis in known.bases,
        "legal_basis_not_allowed",
        f"字段{detail.field}不得以{basis}为依据，可用：{'、'.join(known.bases)}。",
        f"Field {detail.field} may not be held on {basis}; it may on {', '.join(known.bases)}.",
    )
    require(  # the message must not repeat the value
        not known.values or detail.value in known.values,
        "value_not_listed",
        f"字段{detail.field}只能填{'、'.join(known.values)}。",
        f"Field {detail.field} is one of {', '.join(known.values)}.",
    )
    return HeldDetail(field=detail.field, value=detail.value, basis=basis)


def _in_catalogue(kind: ArchiveKind, code: str) -> CatalogueField:
    known = field_of(code)
    if known is None or kind not in known.kinds:
        raise Refused(
            "field_not_in_catalogue",
            f"字段目录中，{kind}档案没有字段{code}，请核对字段目录。",
            f"The field catalogue has no field {code} for {kind}; look it up there.",
        )
    return known


def must_be_complete(kind: ArchiveKind, fields: Iterable[str]) -> None:
    """SYS-07: the minimum fields; without them an entry stays a draft."""
    missing = sorted(minimum_of(kind).difference(fields))
    require(
        not missing,
        "minimum_fields_missing",
        f"档案缺少必填字段{'、'.join(missing)}，请补充后再核实。",
        f"The entry lacks {', '.join(missing)}; add them before it is verified.",
    )


def must_have_consented(details: Iterable[HeldDetail], forms: str | None, *, himself: bool) -> None:
    """Whoever enters for another what is held by consent shows the signed form (PIPL art. 14)."""
    by_consent = any(detail.basis is LegalBasis.CONSENT for detail in details)
    require(
        himself or forms is not None or not by_consent,
        "consent_form_missing",
        "依本人同意采集的信息须附签字同意书扫描件的摘要，请补充。",
        "What is held by consent needs the scan of the signed form; add its digest.",
    )


def merchant_of(details: Iterable[HeldDetail], before: UUID | None = None) -> UUID | None:
    """The unit with the credit code of a shop: so B1 finds the archive of a merchant."""
    code = value_of(details, "credit_code")
    if code is None:
        return before
    require(  # HANDBOOK 3.10
        is_credit_code(code),
        "invalid_credit_code",
        "统一社会信用代码校验不符，请对照证照重新填写。",
        "The unified social credit code fails its check; compare it with the certificate.",
    )
    return derived_id("unit", code)


def is_minor(details: Iterable[Detail], *, before: bool = False) -> bool:
    band = value_of(details, "age_band")
    return before if band is None else band == UNDER_14


def value_of(details: Iterable[Detail | HeldDetail], field: str) -> str | None:
    return next((detail.value for detail in details if detail.field == field), None)


def the_entry(state: Archive, id: UUID, *allowed: EntryState) -> Entry:
    """The entry of this id, in one of the states in which this step is possible."""
    found = state.find(id)
    if found is None:
        raise Refused(
            "no_such_entry",
            "查无此条档案，请核对编号。",
            "There is no such archive entry; check its id.",
        )
    label = STATE_LABELS[found.state]
    require(
        found.state in allowed,
        "wrong_state",
        f"该档案现为“{label.hans}”，不能办理此步。",
        f"The entry is now “{label.en}”, so this step cannot be taken.",
    )
    return found

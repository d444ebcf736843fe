"""What a page may be filtered by, and how the read side says that a question has no answer."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec

from domain.kernel import Refused
from projections.models import Model
from projections.rows import plain

Filters = Mapping[str, Any]


class Unanswerable(Refused):
    """The question cannot be answered, or not yet. code: stable, part of the API."""


@cache
def types_of(model: Model) -> dict[str, Any]:
    return {field.name: field.type for field in msgspec.structs.fields(model.row)}


def values_of(model: Model, filters: Filters) -> dict[str, Any]:
    """The values of the filters as the store has them. Text is read as what the column holds."""
    known = {name for columns in model.indexed for name in columns}
    values = {}
    for name, value in filters.items():
        if name not in known:
            raise Unanswerable(
                "unknown_filter",
                f"该台账不能按{name}筛选，可用：{'、'.join(sorted(known))}。",
                f"This ledger has no filter {name}; it has {', '.join(sorted(known))}.",
            )
        try:
            kind = types_of(model)[name]
            values[name] = plain(msgspec.convert(plain(value), kind, strict=False))
        except msgspec.ValidationError as error:
            raise Unanswerable(
                "bad_filter",
                f"筛选项{name}的值无效，请核对。",
                f"The value of filter {name} cannot be: {error}.",
            ) from error
    return values


def no_business_date(ledger: str) -> Unanswerable:
    return Unanswerable(
        "no_business_date",
        f"台账{ledger}没有业务日期，请去掉 valid_at。",
        f"Ledger {ledger} has no business date; leave valid_at out.",
    )

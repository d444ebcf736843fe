"""Ledgers as Parquet: typed columns, exact.

Numbers are whole or decimal, never binary fractions; days are dates and moments have their zone.
What has parts of its own is JSON text, as in CSV.
"""

import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints
from uuid import UUID

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from interfaces.ledgers import Page
from interfaces.rendering import cell
from projections.models import Row
from projections.shown import KINDS

POSITION: Final = b"gongzhi.position"
# Texts that are decimals: points, and what ends with percent.
DECIMALS: Final = frozenset({"points", "max", "total", "score", "min_score"})
EXACT: Final = pa.decimal128(18, 6)
TEXTS: Final = pa.list_(pa.string())
OF: Final[dict[Any, pa.DataType]] = {
    bool: pa.bool_(),
    int: pa.int64(),
    date: pa.date32(),
    datetime: pa.timestamp("us", "UTC"),
    list: TEXTS,
    tuple[str, ...]: TEXTS,
    tuple[UUID, ...]: TEXTS,
    tuple[int, ...]: pa.list_(pa.int64()),
}


def as_parquet(page: Page) -> bytes:
    out = io.BytesIO()
    written(out, iter([page]))
    return out.getvalue()


def written(out: Any, pages: Iterator[Page]) -> None:
    """Writes pages of one ledger to a file, as they come: a row group each."""
    first = next(pages)
    schema = schema_of(first)
    with pq.ParquetWriter(out, schema) as writer:
        writer.write_table(_table(first, schema))
        for page in pages:
            writer.write_table(_table(page, schema))


def schema_of(page: Page) -> pa.Schema:
    fields = [(name, _type(page.row, name)) for name in page.columns]
    return pa.schema(fields, {POSITION: str(page.position).encode()})


def _table(page: Page, schema: pa.Schema) -> pa.Table:
    columns = [
        pa.array(_values(field.type, (row[field.name] for row in page.rows)), field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _type(row: type[Row], column: str) -> pa.DataType:
    kind = _hints(row).get(column) or KINDS.get(column, str)
    if get_origin(kind) is UnionType:
        [kind] = [each for each in get_args(kind) if each is not type(None)]
    if kind is str and (column in DECIMALS or column.endswith("percent")):
        return EXACT
    return OF.get(kind, pa.string())


@cache
def _hints(row: type[Row]) -> dict[str, Any]:
    return get_type_hints(row)


def _values(kind: pa.DataType, values: Iterable[Any]) -> list[Any]:
    """Plain values, as a ledger's page has them, as Arrow takes them."""
    return [None if value is None else _value(kind, value) for value in values]


def _value(kind: pa.DataType, value: Any) -> Any:
    if kind == EXACT:
        return Decimal(value)
    if pa.types.is_temporal(kind) and isinstance(value, str):
        return (datetime if pa.types.is_timestamp(kind) else date).fromisoformat(value)
    return cell(value) if pa.types.is_string(kind) else value

"""What the store knows of a read model: its tables and indexes, nothing of its functions."""

from collections.abc import Iterable
from functools import cache
from typing import Any, Final

import msgspec
from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, Table, Text
from sqlalchemy.types import TypeEngine

from projections.models import Model, Register, columns_of

OPEN: Final = 2**62  # `until` of a version that is still the current one
PLACES: Final = 2**20  # rows that one event may make in one table
BLOCK: Final = 2**12 * PLACES  # places in a block of `presence`

PLACE: Final = BigInteger().with_variant(Integer(), "sqlite")  # there, the row's id
SQL_TYPES: Final = {"integer": "bigint", "boolean": "boolean", "date": "date", "text": "text"}
TYPES: Final[dict[str, type[TypeEngine[Any]]]] = {
    "integer": BigInteger,
    "boolean": Boolean,
    "date": Text,  # ISO 8601, which sorts as it runs
    "text": Text,
}


class Shape(msgspec.Struct, frozen=True):
    """A read model as the store sees it.

    fields: the row's, in order, each with its kind. columns: those kept apart from the row.
    filters: the columns of each. moving: those of them that `presence` is kept for. counted: what
    counts look at.
    """

    name: str
    fingerprint: str
    register: bool
    fields: dict[str, str]
    columns: tuple[str, ...]
    filters: tuple[tuple[str, ...], ...]
    moving: tuple[tuple[str, ...], ...]
    valid: tuple[str, ...]
    counted: tuple[str, ...]

    @property
    def table(self) -> str:
        return f"{'register' if self.register else 'journal'}_{self.name}"

    @property
    def stored(self) -> tuple[str, ...]:
        """The table's columns, in order."""
        own = ("place", "until", "born", "key") if self.register else ("place",)
        return (*own, *map(by, self.columns), "row")


@cache
def shape_of(model: Model) -> Shape:
    moving = model.moving if isinstance(model, Register) else ()
    return Shape(
        name=model.name,
        fingerprint=model.fingerprint,
        register=isinstance(model, Register),
        fields=model.kinds,
        columns=model.columns,
        filters=model.indexed,
        moving=tuple(map(columns_of, moving)),
        valid=model.valid,
        counted=model.counted,
    )


def by(column: str) -> str:
    """The table's name of a column of the row, which cannot meet the store's own."""
    return f"by_{column}"


def place_of(position: int) -> int:
    """The place of the first row that an event makes. Places sort as the log does."""
    return position * PLACES


def position_of(place: int) -> int:
    return place // PLACES


class Tables:
    """The tables of one epoch.

    register: a version a row. place: position × PLACES + nth, where the version begins; until: the
    position where it ends; born: the place of its key's first version, which pages are ordered by.
    journal: an entry a row. Both keep the whole row as JSON, and apart what is filtered by.
    presence: the positions [since, until) between which a block of a register, `low` to low + BLOCK
    by birth, has a row with `value`: so a page skips the blocks that hold none as of its moment.
    """

    def __init__(self, shapes: Iterable[Shape]) -> None:
        self.metadata = MetaData()
        self.bookmark = Table(
            "bookmark",
            self.metadata,
            Column("position", BigInteger, nullable=False),
            Column("events", BigInteger, nullable=False),
        )
        self.ledgers = Table(
            "ledgers",
            self.metadata,
            Column("name", Text, primary_key=True),
            Column("fingerprint", Text, nullable=False),
            Column("rows", BigInteger, nullable=False),
            Column("hash", Text, nullable=False),
        )
        self.presence = Table(
            "presence",
            self.metadata,
            Column("ledger", Text, primary_key=True),
            Column("filter", Text, primary_key=True),
            Column("value", Text, primary_key=True),
            Column("low", BigInteger, primary_key=True),
            Column("since", BigInteger, primary_key=True),
            Column("until", BigInteger, nullable=False),
            Column("alive", BigInteger, nullable=False),
        )
        self.of = {shape.name: _table(shape, self.metadata) for shape in shapes}


def _table(shape: Shape, metadata: MetaData) -> Table:
    own: list[Column[Any]] = [Column("place", PLACE, primary_key=True, autoincrement=False)]
    if shape.register:
        own += [
            Column("until", BigInteger, nullable=False),
            Column("born", BigInteger, nullable=False),
            Column("key", Text, nullable=False),
        ]
    kept = [Column(by(name), TYPES[shape.fields[name]]) for name in shape.columns]
    return Table(shape.table, metadata, *own, *kept, Column("row", Text, nullable=False))


def key_index(shape: Shape, table: Table) -> Index:
    return Index(f"{table.name}_key", table.c.key, table.c.until)


def page_indexes(shape: Shape, table: Table, postgres: bool) -> list[Index]:
    """One for each filter and, for registers, the unfiltered page: each holds all that decides
    whether a row is on the page, so only the page's rows are fetched. Counts fetch none."""
    # In SQLite every index ends with the row's id, which is its place.
    rest = (("born", "until") if shape.register else ()) + (("place",) if postgres else ())
    filters = [tuple(map(by, columns)) for columns in shape.filters]
    if shape.register:
        filters.append(())
    if shape.counted:
        filters.append(tuple(map(by, shape.counted)))
    return [
        Index(f"{table.name}_page{number}", *(table.c[name] for name in (*columns, *rest)))
        for number, columns in enumerate(filters)
    ]


def view(shape: Shape, postgres: bool) -> str:
    """Shows a table with all columns of its rows, for whoever asks in SQL."""
    columns = [f"place / {PLACES} AS from_position"]
    if shape.register:
        columns += [f"nullif(until, {OPEN}) AS to_position", "key"]
    for number, (name, kind) in enumerate(shape.fields.items()):
        value = (
            f'("row"::json ->> {number})::{SQL_TYPES[kind]}' if postgres else f"row ->> {number}"
        )
        columns.append(f'{value} AS "{name}"')
    return f'CREATE VIEW "{shape.name}" AS SELECT {", ".join(columns)} FROM "{shape.table}"'  # noqa: S608

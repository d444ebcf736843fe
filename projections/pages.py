"""The SQL of a page: the rows of a ledger at a position, filtered, in order, so many of them.

Every page is asked for as of a position, that of now too: the same SQL, the same cost.
"""

from functools import lru_cache
from typing import Final, NamedTuple

from sqlalchemy import TextClause, text

from projections.tables import BLOCK

CACHED: Final = 1024


class Asked(NamedTuple):
    """What a query depends on, besides its parameters.

    filters: (column, whether a value is asked for; else rows without one). moving: whether the
    presence of a moving filter narrows the search. valid: the business date columns asked for.
    beyond: a column with a day that lies after it.
    Parameters: bound, at, valid, the filters' columns; for pages after, limit; for moving ones
    first, ledger, filter, value.
    """

    table: str
    register: bool
    filters: tuple[tuple[str, bool], ...] = ()
    valid: tuple[str, ...] = ()
    moving: bool = False
    newest_first: bool = False
    limited: bool = True
    beyond: str | None = None

    def conditions(self) -> str:
        found = ["t.place < :bound"]
        if self.register:
            found.append("t.until > :at")
        found += [f"t.{c} = :{c}" if value else f"t.{c} IS NULL" for c, value in self.filters]
        if self.valid:
            found.append(f"t.{self.valid[0]} <= :valid")
        for end in self.valid[1:]:
            found.append(f"(t.{end} IS NULL OR t.{end} >= :valid)")
        if self.beyond:
            found.append(f"t.{self.beyond} > :valid")
        return " AND ".join(found)


@lru_cache(CACHED)
def page_sql(asked: Asked) -> TextClause:
    """Rows (row, place, order, key), by birth for registers, by place for journals."""
    order = "born" if asked.register else "place"
    direction, beyond = ("DESC", "<") if asked.newest_first else ("ASC", ">")
    conditions = f"{asked.conditions()} AND t.{order} {beyond} :after"
    limit = "LIMIT :limit" if asked.limited else ""
    columns = f"t.row, t.place, t.{order}, {'t.key' if asked.register else 'NULL'}"
    if not asked.moving:
        return text(
            f'SELECT {columns} FROM "{asked.table}" AS t WHERE {conditions}'  # noqa: S608
            f" ORDER BY t.{order} {direction} {limit}"
        )
    reached = "<=" if asked.newest_first else ">="
    return text(
        f"SELECT {columns} FROM (SELECT t.place AS place"  # noqa: S608
        f' FROM presence AS b CROSS JOIN "{asked.table}" AS t'
        " WHERE b.ledger = :ledger AND b.filter = :filter AND b.value = :value"
        f" AND b.low {reached} :first AND b.since <= :at AND b.until > :at"
        f" AND t.born >= b.low AND t.born < b.low + {BLOCK} AND {conditions}"
        f" ORDER BY b.low {direction}, t.born {direction} {limit}) AS page"
        f' JOIN "{asked.table}" AS t ON t.place = page.place ORDER BY t.born {direction}'
    )


@lru_cache(CACHED)
def count_sql(asked: Asked) -> TextClause:
    return text(f'SELECT count(*) FROM "{asked.table}" AS t WHERE {asked.conditions()}')  # noqa: S608


@lru_cache(CACHED)
def counts_sql(
    asked: Asked, groups: tuple[str, ...], within: tuple[tuple[str, str], ...]
) -> TextClause:
    """Rows (a group's values, how many, the place of the last, the same of those within)."""
    columns = ", ".join(f"t.{group}" for group in groups)
    spans = (f"(t.{first} <= :valid AND t.{last} >= :valid)" for first, last in within)
    inside = " OR ".join(spans) or "FALSE"
    return text(
        f"SELECT {columns}, count(*), max(t.place), count(CASE WHEN {inside} THEN 1 END),"  # noqa: S608
        f' max(CASE WHEN {inside} THEN t.place END) FROM "{asked.table}" AS t'
        f" WHERE {asked.conditions()} GROUP BY {columns}"
    )


@lru_cache(CACHED)
def key_sql(table: str, versions: bool) -> TextClause:
    """The row of a key at a position, or all its versions up to there: row, place, born, until."""
    now = "" if versions else "AND until > :at"
    return text(
        f'SELECT row, place, born, until FROM "{table}"'  # noqa: S608
        f" WHERE key = :key AND place < :bound {now} ORDER BY until"
    )

"""The four laws of DESIGN 4, for any read models and any log. Each function fails if one is broken.

`fresh` makes an empty store for these models.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import count, cycle
from typing import Any, TypeVar

import msgspec
from sqlalchemy import select

from application.recorded import Recorded
from projections.engine import Engine
from projections.epochs import Reading
from projections.models import Model, Register, columns_of
from projections.reading import Line, Snapshot
from projections.rows import key_text, reader, value_text
from projections.store import HASHES, State, Store, digest
from projections.tables import BLOCK, OPEN, PLACES
from tests.projections.feeds import ListFeed

Fresh = Callable[[Sequence[Model]], Store]
CUTS_MAX = 8
SOME = 6  # of what is asked one by one: the values of a filter, the keys of a register
T = TypeVar("T")


class Crash(Exception):
    """The process dies here."""


def as_of_equals_rebuild(models: Sequence[Model], log: Sequence[Recorded], fresh: Fresh) -> None:
    """Law 1: the answer as of p is that of a log cut at p, and what the declaration says."""
    whole, cut = fresh(models), fresh(models)
    feed = ListFeed(log, upto=0)
    Engine(whole, models, ListFeed(log)).catch_up(batch=11)
    engine = Engine(cut, models, feed)
    step = len(log) // CUTS_MAX + 1
    for position in range(len(log) % step, len(log) + 1, step):
        feed.upto = position
        engine.catch_up()
        then = answers(whole, models, position)
        assert then == answers(cut, models, position)
        for model in models:
            assert rows_of(then[model.name], model) == defined(model, log[:position])


def rebuild_is_the_same(models: Sequence[Model], log: Sequence[Recorded], fresh: Fresh) -> None:
    """Law 2: rebuilding gives the same rows, hash for hash, and the hashes are of those rows."""
    first, second = fresh(models), fresh(models)
    for store in (first, second):
        Engine(store, models, ListFeed(log)).catch_up()
    assert state_of(first) == state_of(second)
    assert state_of(first).events == len(log)
    assert {name: int(each.hash, 16) for name, each in state_of(first).ledgers.items()} == {
        shape.name: rehashed(first, shape.name) for shape in first.shapes
    }
    assert presence_kept(first) == presence_reckoned(first, models)


def batching_changes_nothing(
    models: Sequence[Model],
    log: Sequence[Recorded],
    fresh: Fresh,
    batches: Iterable[int],
    crashes: Sequence[int],
) -> None:
    """Law 3: any batch sizes, any crashes, two runners at once: the same rows.

    crashes: the numbers of the writes to a table before which the process dies, nothing committed.
    """
    straight, troubled = fresh(models), fresh(models)
    Engine(straight, models, ListFeed(log)).catch_up()
    sizes, due = cycle(batches), set(crashes)
    with dying(troubled, due):
        engines = [Engine(troubled, models, ListFeed(log), rows_in_memory=6) for _ in range(2)]
        turn = 0
        while any(_stepped(engine, next(sizes)) for engine in engines):
            if turn in due:  # a process that starts anew knows nothing
                engines[0] = Engine(troubled, models, ListFeed(log))
            turn += 1
    assert state_of(troubled) == state_of(straight)
    assert contents(troubled) == contents(straight)


def rows_name_their_events(models: Sequence[Model], log: Sequence[Recorded], fresh: Fresh) -> None:
    """Law 4: a row's evidence is every position at which it changed; an entry's is its own."""
    store = fresh(models)
    Engine(store, models, ListFeed(log)).catch_up()
    for position in {len(log), len(log) // 2}:
        with snapshot_of(store, position) as snapshot:
            for model in models:
                if isinstance(model, Register):
                    for key, positions in changes_of(model, log[:position]).items():
                        assert snapshot.evidence(model, key) == positions
                else:
                    for line in snapshot.entries(model, limit=None):
                        event = log[line.position - 1]
                        assert line.row in model.replay([event])


def valid_at_is_a_second_clock(
    models: Sequence[Model], log: Sequence[Recorded], fresh: Fresh, days: Iterable[date]
) -> None:
    """`valid_at` gives the rows that had happened, or were in force, on a day; on any `as_of`."""
    store, asked = fresh(models), list(days)
    Engine(store, models, ListFeed(log)).catch_up()
    for position in {len(log), len(log) // 2}:
        with snapshot_of(store, position) as snapshot:
            for model in (each for each in models if each.valid):
                for day in asked:
                    expected = [row for row in snapshot.all(model) if _valid(model, row, day)]
                    assert snapshot.all(model, valid_at=day) == expected


def _valid(model: Model, row: Any, day: date) -> bool:
    start, *ends = reader(model.valid)(row)
    return start is not None and start <= day and all(end is None or day <= end for end in ends)


def _stepped(engine: Engine, batch: int) -> bool:
    try:
        return engine.step(batch)
    except Crash:
        return True


@contextmanager
def dying(store: Store, due: set[int]) -> Iterator[None]:
    """The process dies in the middle of writing a batch, at the writes that are due."""
    write, number = store._write_table, count()

    def writing(*args: Any) -> int:
        if next(number) in due:
            raise Crash
        return write(*args)

    store._write_table = writing  # type: ignore[method-assign]
    try:
        yield
    finally:
        del store._write_table


@contextmanager
def snapshot_of(store: Store, position: int) -> Iterator[Snapshot]:
    with store.reading() as tx:
        yield Snapshot(Reading(store, tx, position), position)


def state_of(store: Store) -> State:
    with store.reading() as tx:
        return store.state(tx)


def contents(store: Store) -> dict[str, list[Any]]:
    """Every row of every table."""
    with store.reading() as tx:
        return {
            table.name: sorted(map(tuple, tx.execute(select(table))))
            for table in store.tables.metadata.sorted_tables
        }


def rehashed(store: Store, name: str) -> int:
    """The hash of a ledger, reckoned from the rows that are there."""
    table = store.tables.of[name]
    register = "key" in table.c
    with store.reading() as tx:
        rows = [dict(row) for row in tx.execute(select(table)).mappings()]
    total = sum(digest(r["place"], r["key"] if register else "", r["row"].encode()) for r in rows)
    if register:
        begins = {(row["key"], row["place"] // PLACES) for row in rows}
        ends = {(row["key"], row["until"]) for row in rows if row["until"] != OPEN}
        total += sum(digest(until, key, b"") for key, until in ends - begins)
    return total % HASHES


Spans = dict[tuple[str, str, str, int], list[tuple[int, int]]]  # since, until, of a block


def presence_kept(store: Store) -> Spans:
    """Between which positions each block has a row with a value, as the store keeps it."""
    found: Spans = {}
    with store.reading() as tx:
        for *block, since, until, alive in tx.execute(select(store.tables.presence)):
            assert (alive > 0) == (until == OPEN)
            found.setdefault(tuple(block), []).append((since, until))  # type: ignore[arg-type]
    return {block: merged(spans) for block, spans in found.items() if merged(spans)}


def presence_reckoned(store: Store, models: Sequence[Model]) -> Spans:
    """The same, reckoned from the versions."""
    found: Spans = {}
    for model in models:
        for filter in map(columns_of, getattr(model, "moving", ())):
            table, read = store.tables.of[model.name], reader(filter)
            with store.reading() as tx:
                rows = tx.execute(select(table.c.row, table.c.place, table.c.until, table.c.born))
                for row, place, until, born in rows:
                    value = value_text(read(msgspec.json.decode(row, type=model.row)))
                    block = (model.name, "+".join(filter), value, born - born % BLOCK)
                    found.setdefault(block, []).append((place // PLACES, until))
    return {block: merged(spans) for block, spans in found.items()}


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that touch or overlap made one."""
    done: list[tuple[int, int]] = []
    for since, until in sorted(span for span in spans if span[0] < span[1]):
        if done and since <= done[-1][1]:
            done[-1] = (done[-1][0], max(until, done[-1][1]))
        else:
            done.append((since, until))
    return done


def defined(model: Model, log: Sequence[Recorded]) -> Any:
    """What the declaration says, with no store and no engine."""
    if isinstance(model, Register):
        return {key_text(key): row for key, row in model.replay(log).items()}
    return model.replay(log)


def rows_of(answer: dict[str, Any], model: Model) -> Any:
    lines: list[Line[Any]] = answer["lines"]
    if isinstance(model, Register):
        return {line.key: line.row for line in lines}
    return [line.row for line in lines]


def changes_of(register: Register[Any], log: Sequence[Recorded]) -> dict[str, list[int]]:
    """The positions at which the row of each key changed, by replaying its own events."""
    touching: dict[Any, list[Recorded]] = {}
    for recorded in log:
        for key in register.touched(recorded):
            touching.setdefault(key, []).append(recorded)
    found: dict[str, list[int]] = {}
    for key, events in touching.items():
        before = None
        for end, recorded in enumerate(events, 1):
            after = register.replay(events[:end]).get(key)
            if after != before:
                found.setdefault(key_text(key), []).append(recorded.position)
            before = after
    return found


def answers(store: Store, models: Sequence[Model], position: int) -> dict[str, Any]:
    """Everything the read side can be asked as of a position."""
    with snapshot_of(store, position) as snapshot:
        return {model.name: _answers_of(snapshot, model) for model in models}


def some(all: Iterable[T]) -> list[T]:
    """At most SOME of them, the first and the last among them, spread evenly."""
    every = list(all)
    last = min(SOME, len(every)) - 1
    return [every[n * (len(every) - 1) // max(last, 1)] for n in range(last + 1)]


def _answers_of(snapshot: Snapshot, model: Model) -> dict[str, Any]:
    ask: Any = snapshot.rows if isinstance(model, Register) else snapshot.entries
    lines = ask(model, limit=None)
    found: dict[str, Any] = {"lines": lines, "count": snapshot.count(model)}
    for filter in (*model.filters, *getattr(model, "moving", ())):
        read = reader(columns_of(filter))
        for values in some(dict.fromkeys(read(line.row) for line in lines)):
            asked = dict(zip(columns_of(filter), values, strict=True))
            page = ask(model, asked, limit=None)
            assert page == [line for line in lines if read(line.row) == values]
            limit = max(3, len(page) // 4)
            assert page == _page_by_page(ask, model, asked, limit, newest_first=False)
            assert page[::-1] == _page_by_page(ask, model, asked, limit, newest_first=True)
            assert snapshot.all(model, **asked) == [line.row for line in page]
            assert snapshot.count(model, asked) == len(page)
    if isinstance(model, Register):
        for line in some(lines):
            assert snapshot.row(model, line.key) == snapshot.history(model, line.key)[-1] == line
            found[line.key] = snapshot.evidence(model, line.key)
    return found


def _page_by_page(
    ask: Any, model: Model, asked: dict[str, Any], limit: int, newest_first: bool
) -> list[Line[Any]]:
    lines: list[Line[Any]] = []
    after = None
    while page := ask(model, asked, after=after, limit=limit, newest_first=newest_first):
        lines += page
        after = page[-1].cursor
    return lines

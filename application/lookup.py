"""What the log asks its store and tells it, in SQL that both stores understand."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Protocol, TypeVar
from uuid import UUID

import msgspec

from application.codec import TIME_AT, TIME_LENGTH
from application.landing import Answered, Append, Held
from application.recorded import Receipt
from application.stores import Transaction, stream_of
from application.wrapping import ROTATED

NEVER: Final = datetime.min.replace(tzinfo=UTC)
ASKED_MAX: Final = 512  # values that one statement asks for
TIME: Final = f"substr(stored, {TIME_AT + 1}, {TIME_LENGTH})"
RECEIPTS: Final = msgspec.json.Decoder(Receipt)

T = TypeVar("T")


class Ask(Protocol):
    """Runs one SELECT: `Store.read`, or `Transaction.all`."""

    def __call__(self, sql: str, params: Sequence[Any] = (), /) -> list[tuple[Any, ...]]: ...


def head_of(ask: Ask) -> tuple[int, datetime]:
    """The last position and its time; 0 and a time before all others for an empty log."""
    rows = ask(f"SELECT position, {TIME} FROM log ORDER BY position DESC LIMIT 1")  # noqa: S608
    return (int(rows[0][0]), _time(rows[0][1])) if rows else (0, NEVER)


def time_of(ask: Ask, position: int) -> datetime:
    [[time]] = ask(f"SELECT {TIME} FROM log WHERE position=?", (position,))  # noqa: S608
    return _time(time)


def versions_of(ask: Ask, streams: Iterable[UUID]) -> dict[UUID, int]:
    """Current versions; 0 for streams that do not exist."""
    found: dict[UUID, int] = {}
    for values, marks in portions(streams, "(?)"):
        # Asking for each by itself costs one step in the index, however long the stream.
        version = "SELECT max(version) FROM log WHERE stream=column1"
        sql = f"SELECT column1, ({version}) FROM (VALUES {marks}) AS asked"  # noqa: S608
        found |= {stream_of(id): version or 0 for id, version in ask(sql, values)}
    return found


def begun_between(ask: Ask, after: int, last: int, limit: int) -> list[tuple[int, UUID, str]]:
    """Streams in the order in which they began: position and name of the first event of each."""
    sql = (
        "SELECT position, stream, name FROM log"
        " WHERE version=1 AND position>? AND position<=? ORDER BY position LIMIT ?"
    )
    found = ask(sql, (after, last, limit))
    return [(position, stream_of(stream), name) for position, stream, name in found]


def opened_by(ask: Ask, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Those of these ids that are streams, with the name of the first event of each."""
    found: dict[UUID, str] = {}
    for values, marks in portions(ids, "?"):
        sql = f"SELECT stream, name FROM log WHERE version=1 AND stream IN ({marks})"  # noqa: S608
        found |= {stream_of(stream): name for stream, name in ask(sql, values)}
    return found


def later_than(ask: Ask, positions: Iterable[int], after: int, last: int) -> set[int]:
    """What was recorded beyond `after`, up to `last`, in the streams of these events."""
    found: set[int] = set()
    for values, marks in portions(positions, "?"):
        of_these = f"SELECT stream FROM log WHERE position IN ({marks})"  # noqa: S608
        sql = (
            f"SELECT position FROM log WHERE position>? AND position<=? AND stream IN ({of_these})"  # noqa: S608
        )
        found.update(at for (at,) in ask(sql, [after, last, *values]))
    return found


def held_for(batch: Sequence[Append], ask: Ask) -> Held:
    """What the log holds of that on which these appends depend."""
    keys = [append.request.key for append in batch if append.request]
    owners = {owner for append in batch for owner in append.sealing.keys}
    return Held(
        versions_of(ask, {id for append in batch for id in append.seen}),
        answered_among(ask, keys),
        dict.fromkeys(owners) | _wrapped(ask, owners),
        _claimed(ask, [claim for append in batch for claim in append.sealing.claims]),
        sum(at for (at,) in ask("SELECT position FROM bookmarks WHERE follower=?", (ROTATED,))),
    )


def used_keys(ask: Ask, batch: Sequence[Append]) -> dict[UUID, bytes | None]:
    """Those that these appends seal with and that are stored already, as they are now: what a
    vault remembers may have been destroyed."""
    used = {id for each in batch for id in each.sealing.keys.keys() - each.sealing.fresh}
    return dict.fromkeys(used) | _wrapped(ask, used)


def answered_among(ask: Ask, keys: Iterable[bytes]) -> dict[bytes, Answered]:
    """The requests that were answered, by their keys."""
    found: dict[bytes, Answered] = {}
    for values, marks in portions(keys, "?"):
        sql = f"SELECT key, fingerprint, receipt FROM requests WHERE key IN ({marks})"  # noqa: S608
        for key, fingerprint, receipt in ask(sql, values):
            found[bytes(key)] = Answered(bytes(fingerprint), RECEIPTS.decode(receipt))
    return found


def _wrapped(ask: Ask, owners: Iterable[UUID]) -> dict[UUID, bytes]:
    found: dict[UUID, bytes] = {}
    for values, marks in portions([owner.hex for owner in owners], "?"):
        sql = f"SELECT owner, wrapped FROM vault_keys WHERE owner IN ({marks})"  # noqa: S608
        found |= {UUID(owner): bytes(wrapped) for owner, wrapped in ask(sql, values)}
    return found


def _claimed(ask: Ask, claims: Iterable[tuple[str, bytes]]) -> dict[tuple[str, bytes], UUID]:
    sql = "SELECT owner FROM vault_index WHERE kind=? AND digest=?"
    return {claim: UUID(owner) for claim in claims for (owner,) in ask(sql, claim)}


def move(transaction: Transaction, follower: str, position: int) -> None:
    """A bookmark, onwards only."""
    sql = (
        "INSERT INTO bookmarks VALUES (?,?) ON CONFLICT (follower)"
        " DO UPDATE SET position=excluded.position WHERE bookmarks.position<excluded.position"
    )
    transaction.all(sql, (follower, position))


def destroy(transaction: Transaction, owners: Iterable[str]) -> None:
    """The keys of these owners, and what they were found by; their places stay taken."""
    for owner in owners:
        transaction.all("DELETE FROM vault_index WHERE owner=?", (owner,))
        transaction.all("DELETE FROM vault_keys WHERE owner=?", (owner,))
        transaction.all("INSERT INTO vault_keys VALUES (?,?)", (owner, b""))


def portions(values: Iterable[T], mark: str) -> Iterator[tuple[list[T], str]]:
    """Parameters with as many marks: a power of two, so that few statements are prepared."""
    every = list(values)
    for start in range(0, len(every), ASKED_MAX):
        some = every[start : start + ASKED_MAX]
        size = 1 << (len(some) - 1).bit_length()
        yield some + [some[-1]] * (size - len(some)), ",".join([mark] * size)


def _time(stored: bytes) -> datetime:
    return datetime.fromisoformat(bytes(stored).decode())

"""What is left to do once a person's key is destroyed, and what was held of him (SYS-20).

A command that waited for consent is kept as it was asked, sealed for nobody: where it named the
person, its key goes too. Then no file keeps a byte of what was deleted. All of it may be repeated.
"""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from application.codec import trusted, validated
from application.log import ERASED, EventLog
from application.lookup import destroy, move
from application.recorded import Recorded
from application.stores import Store
from application.vault import PREFIX, Vault
from domain.approval import ApprovalGranted, ApprovalRequested
from domain.privacy import SubjectErased

FINISHED: Final = "erasures finished"  # the bookmark of the last erasure that is complete
READ_AT_ONCE: Final = 2000


def held_of(
    log: EventLog, person: UUID, last: int | None = None, *, named: bool = False
) -> Iterator[Recorded]:
    """Every event, up to `last`, with a text that was sealed under the person's key.

    Whether or not the key is still there: what was erased can be told by it, too. named: also
    those that name him by his id.
    """
    mark, name = f"{PREFIX}{person.hex}:".encode(), str(person).encode()
    for row in _rows(log, last):
        if mark in row[-1] or (named and name in row[-1]):
            yield validated(*row)


def _rows(log: EventLog, last: int | None = None) -> Iterator[Any]:
    position = 0
    while rows := log.stored(position, READ_AT_ONCE):
        for row in rows:
            if last is not None and row[0] > last:
                return
            yield *row[:-1], bytes(row[-1])
        position = rows[-1][0]


class Erasing:
    """Completes erasures. Safe for threads and processes: what was done is done again, or not."""

    def __init__(self, log: EventLog, store: Store, vault: Vault) -> None:
        self._log, self._store, self._vault = log, store, vault

    def complete(self) -> bool:
        """Whether nothing is left to do: of what was erased until now no byte is in any file."""
        return self._log.bookmark(FINISHED) >= self._log.bookmark(ERASED)

    def finish(self) -> bool:
        """Does what is left; False: somebody was still reading, so ask again soon."""
        last = self._log.bookmark(ERASED)
        if self._log.bookmark(FINISHED) >= last:
            return True
        approvals = self._approvals(self._unfinished(last), last)
        with self._store.writing() as transaction:
            destroy(transaction, (approval.hex for approval in approvals))
        if not self._store.scrub():
            return False
        with self._store.writing() as transaction:
            move(transaction, FINISHED, last)
        return True

    def _unfinished(self, last: int) -> set[UUID]:
        sql = "SELECT position FROM log WHERE name=? AND position>? AND position<=?"
        after = self._log.bookmark(FINISHED)
        found = self._store.read(sql, (SubjectErased.name, after, last))
        return {self._log.read(at - 1, 1)[0].event.person for (at,) in found}

    def _approvals(self, persons: set[UUID], last: int) -> set[UUID]:
        """Those whose request tells of one of these: it names him, it is about what is his, or
        what followed from it was sealed under his key."""
        marks = [f"{PREFIX}{person.hex}:".encode() for person in persons]
        commands: set[UUID] = set()  # that recorded texts of theirs
        granted: dict[UUID, UUID] = {}  # command → the approval that it granted
        found: set[UUID] = set()
        for row in _rows(self._log, last):
            if any(mark in row[-1] for mark in marks):
                commands.add(trusted(*row).command)
            if row[3] == ApprovalGranted.name:
                granted[trusted(*row).command] = row[1]
            elif row[3] == ApprovalRequested.name:
                asked = trusted(*row).event
                body = self._vault.opened(asked.body, row[1]) or ""
                named = persons.intersection(asked.persons)
                if named or any(str(person) in body for person in persons):
                    found.add(row[1])
        return found | {approval for command, approval in granted.items() if command in commands}

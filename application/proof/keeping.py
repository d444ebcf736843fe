"""Where keys are kept: the private one in a file, the public ones beside the checkpoints."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from application.proof.checking import Broken, Checkpoint, Key, checkpoint_of, key_of
from application.proof.keys import Keys, Stretch, stretch_of
from application.proof.signing import Signer, made_key
from application.secret_files import kept_secret
from application.stores import Store, Transaction

Ask = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class KeyFile:
    """name: of the log. The next key lies beside the present one until it is on record."""

    path: Path
    name: str

    @property
    def _coming(self) -> Path:
        return self.path.with_name(f"{self.path.name}.next")

    def signer(self) -> Signer:
        """Made at first use."""
        return Signer.of(self.name, kept_secret(self.path, made_key))

    def coming(self) -> Signer:
        """Made at first use, and until it is handed over the same."""
        return Signer.of(self.name, kept_secret(self._coming, made_key))

    def hand_over(self, newest: Key) -> None:
        """Where the next key is the newest on record, it is the present one from now on; the old
        private key is gone then, so that nobody can sign with it again."""
        if self._coming.exists() and self.coming().key == newest:
            os.replace(self._coming, self.path)


class KeptKeys:
    """The keys on record. Safe for processes: what is signed is checked where it is recorded."""

    def __init__(self, store: Store, file: KeyFile) -> None:
        self._store, self._file = store, file

    def keys(self) -> Keys:
        rows = self._store.read("SELECT key FROM witnesses ORDER BY key")
        witnesses = tuple(key_of(text) for (text,) in rows)
        found = _stretches(self._store.read) or [Stretch(0, self._file.signer().key)]
        return Keys(tuple(found), witnesses)

    def signer(self) -> Signer:
        """Broken: the private part of the newest key is not here."""
        known, found = _stretches(self._store.read), self._file.signer()
        if not known or known[-1].key == found.key:
            return found
        self._hand_over()  # whoever rotated broke off, or is just about to
        return self._signer_of(_stretches(self._store.read)[-1].key)

    def keep(self, made: Checkpoint) -> bool:
        """False: there is one of this size by now, or its key signs no more."""
        with self._store.writing() as transaction:
            newest = self._known(transaction)[-1].key
            if _last_size(transaction) >= made.size or not made.signed_by(newest):
                return False
            sql = "INSERT INTO checkpoints (size, note) VALUES (?,?)"
            transaction.all(sql, (made.size, made.note))
            return True

    def rotated(self, last: Checkpoint) -> Checkpoint | None:
        """The last checkpoint with the signature of the next key besides; None: it is not the last
        any more. Broken: the private part of the newest key is not here."""
        with self._store.writing() as transaction:
            known = self._known(transaction)
            if _last_size(transaction) != last.size:
                return None
            self._file.hand_over(known[-1].key)  # what a rotation that broke off has left to do
            coming = self._file.coming()
            stretch = self._signer_of(known[-1].key).vouching(last.size, coming.key)
            [[note]] = transaction.all("SELECT note FROM checkpoints WHERE size=?", (last.size,))
            handover = coming.added(checkpoint_of(note))
            sql = "UPDATE checkpoints SET note=? WHERE size=?"
            transaction.all(sql, (handover.note, last.size))
            transaction.all("INSERT INTO log_keys VALUES (?,?)", (len(known), str(stretch)))
        self._hand_over()
        return handover

    def _signer_of(self, newest: Key) -> Signer:
        found = self._file.signer()
        if newest != found.key:
            raise Broken(f"the log signs with {newest}, and {self._file.path} is another key")
        return found

    def _known(self, transaction: Transaction) -> list[Stretch]:
        """With the first key, which is put on record where there is none yet."""
        if not _stretches(transaction.all):
            first = str(Stretch(0, self._file.signer().key))
            transaction.all("INSERT INTO log_keys VALUES (0,?)", (first,))
        return _stretches(transaction.all)

    def _hand_over(self) -> None:
        """One at a time: two renames, and a key that is on record would be lost."""
        with self._store.writing() as transaction:
            self._file.hand_over(_stretches(transaction.all)[-1].key)


def _stretches(ask: Ask) -> list[Stretch]:
    return [stretch_of(text) for (text,) in ask("SELECT stretch FROM log_keys ORDER BY number")]


def _last_size(transaction: Transaction) -> int:
    [[size]] = transaction.all("SELECT COALESCE(MAX(size), -1) FROM checkpoints")
    return int(size)

"""Keys under the master key: how they are wrapped, and how all of them get another one.

The blind index has a key of its own: made of the first master key, it is kept wrapped from the
first rotation on, so that numbers are found and requests recognised under every later one.
"""

import hashlib
from collections.abc import Callable, Sequence
from typing import Final

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from application.stores import Store, Transaction

ROTATED: Final = "master key"  # the bookmark of the last rotation
INDEX: Final = "index"  # the owner of the index's key
ANY_KEY: Final = "SELECT wrapped FROM vault_keys WHERE length(wrapped)>0"
OF_INDEX: Final = f"SELECT wrapped FROM vault_keys WHERE owner='{INDEX}'"  # noqa: S608


class WrongMasterKey(Exception):
    """The keys in this log were wrapped under another master key."""


class Wrapping:
    """Of one store. masters: the keys that may be the one, asked again after a rotation.

    rotation: the position of the last one that this process knows of.
    """

    def __init__(self, store: Store, masters: Callable[[], Sequence[bytes]]) -> None:
        self._store, self._masters = store, masters
        self.refresh()

    def refresh(self) -> None:
        """Finds the master key of now. WrongMasterKey: it is none of those there are."""
        sql = "SELECT position FROM bookmarks WHERE follower=?"
        rotation = sum(at for (at,) in self._store.read(sql, (ROTATED,)))
        found = [bytes(wrapped) for (wrapped,) in self._store.read(f"{ANY_KEY} LIMIT 1")]
        for master in self._masters():
            key = _key_of(master)
            if all(_opened(key, wrapped) for wrapped in found):
                [[own]] = self._store.read(OF_INDEX) or [(None,)]
                kept = own and _opened(key, bytes(own))
                self.indexing = kept or hashlib.sha256(b"index" + master).digest()
                # Others wrap meanwhile: with this rotation under no key but its own, in this order.
                self._key = key
                self.rotation = rotation
                return
        raise WrongMasterKey(
            "the keys of this log were wrapped under another master key: give that one"
        )

    def is_under(self, master: bytes) -> bool:
        return self._key == _key_of(master)

    def wrapped(self, clear: bytes) -> bytes:
        return aes_key_wrap(self._key, clear)

    def unwrapped(self, wrapped: bytes) -> bytes:
        clear = _opened(self._key, wrapped)
        if clear is None:
            self.refresh()  # another process has rotated the master key
            clear = _opened(self._key, wrapped)
        if clear is None:
            raise WrongMasterKey("a key of this log was wrapped under another master key")
        return clear

    def rewrapping(self, master: bytes) -> Callable[[Transaction], None]:
        """Wraps all keys under another one, in a transaction that keeps other writers out."""
        new = _key_of(master)

        def rewrap(transaction: Transaction) -> None:
            if not transaction.all(OF_INDEX):
                kept = aes_key_wrap(self._key, self.indexing)
                transaction.all("INSERT INTO vault_keys VALUES (?,?)", (INDEX, kept))
            sql = "SELECT owner, wrapped FROM vault_keys WHERE length(wrapped)>0"
            for owner, wrapped in transaction.all(sql):
                again = aes_key_wrap(new, aes_key_unwrap(self._key, bytes(wrapped)))
                transaction.all("UPDATE vault_keys SET wrapped=? WHERE owner=?", (again, owner))

        return rewrap


def _key_of(master: bytes) -> bytes:
    return hashlib.sha256(b"wrap" + master).digest()


def _opened(key: bytes, wrapped: bytes) -> bytes | None:
    try:
        return aes_key_unwrap(key, wrapped)
    except InvalidUnwrap:
        return None

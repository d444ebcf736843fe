"""The vault: one key per person (or per stream, where nobody is named), and a blind index.

A sealed value is AES-256-GCM under the owner's key, bound to its stream and field; the key is
wrapped (RFC 3394) under a master key that is not in the database. Without the key a sealed value
is noise, while hashes over the log stay valid, because they cover the noise.
"""

import base64
import hashlib
import hmac
import unicodedata
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final, get_args
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap
from pydantic import BaseModel

from application.stores import Store
from domain.kernel import Event, Sealed

PREFIX: Final = "sealed:1:"
KEY_BYTES, NONCE_BYTES = 32, 12
CACHED_KEYS_MAX: Final = 50_000
Entropy = Callable[[int], bytes]


@dataclass(slots=True)
class Sealing:
    """What sealing one command's events adds to the vault; stored with them or not at all."""

    keys: dict[UUID, bytes] = field(default_factory=dict)  # owner → wrapped key
    claims: dict[tuple[str, bytes], UUID] = field(default_factory=dict)  # (kind, digest) → owner


class Vault:
    """Seals and opens. Thread-safe."""

    def __init__(self, store: Store, master: bytes, entropy: Entropy) -> None:
        self._store, self._entropy = store, entropy
        self._wrapping = hashlib.sha256(b"wrap" + master).digest()
        self._indexing = hashlib.sha256(b"index" + master).digest()
        self._ciphers: OrderedDict[UUID, AESGCM] = OrderedDict()
        self._fresh: dict[UUID, bytes] = {}  # wrapped, not known to be stored yet
        self._lock = Lock()

    def sealed(self, event: Event[Any], stream: UUID, sealing: Sealing) -> Event[Any]:
        """`event` with its personal fields encrypted; itself when it has none."""
        named = event.sealed_for and getattr(event, event.sealed_for)
        owner: UUID = named or stream
        changed = self._changed(event, owner, f"{stream.hex}/{event.name}", sealing)
        return event.model_copy(update=changed) if changed else event

    def _changed(self, value: BaseModel, owner: UUID, where: str, into: Sealing) -> dict[str, Any]:
        changed: dict[str, Any] = {}
        for name, info in type(value).model_fields.items():
            found = getattr(value, name)
            mark = sealed_mark(info.annotation, info.metadata)
            if found is None:
                continue
            if mark is not None:
                changed[name] = self._seal(found, owner, f"{where}/{name}", into)
                if mark.index:
                    into.claims[mark.index, self.digest(mark.index, found)] = owner
            elif isinstance(found, BaseModel):
                if inner := self._changed(found, owner, f"{where}/{name}", into):
                    changed[name] = found.model_copy(update=inner)
            elif isinstance(found, tuple) and found and isinstance(found[0], BaseModel):
                inners = [self._changed(item, owner, f"{where}/{name}", into) for item in found]
                if any(inners):
                    pairs = zip(found, inners, strict=True)
                    changed[name] = tuple(item.model_copy(update=inner) for item, inner in pairs)
        return changed

    def _seal(self, clear: str, owner: UUID, where: str, into: Sealing) -> str:
        cipher = self._cipher(owner) or self._new_key(owner)
        if owner in self._fresh:
            into.keys[owner] = self._fresh[owner]
        nonce = self._entropy(NONCE_BYTES)
        hidden = nonce + cipher.encrypt(nonce, clear.encode(), where.encode())
        return f"{PREFIX}{owner.hex}:{base64.b64encode(hidden).decode()}"

    def opened(self, token: str, stream: UUID, path: str) -> str | None:
        """The clear text of a sealed value; None when its key is gone. path: 'event/field'."""
        owner_hex, hidden64 = token.removeprefix(PREFIX).split(":")
        cipher, hidden = self._cipher(UUID(owner_hex)), base64.b64decode(hidden64)
        if cipher is None:
            return None
        nonce, text = hidden[:NONCE_BYTES], hidden[NONCE_BYTES:]
        try:
            return cipher.decrypt(nonce, text, f"{stream.hex}/{path}".encode()).decode()
        except InvalidTag:
            return None

    def digest(self, kind: str, value: str) -> bytes:
        """Blind index of an identifying value: keyed, so that numbers cannot be tried out."""
        plain = unicodedata.normalize("NFKC", value).strip().upper()
        return hmac.digest(self._indexing, f"{kind}:{plain}".encode(), "sha256")

    def find(self, kind: str, value: str) -> UUID | None:
        """Whose identifying value this is."""
        with self._store.reading() as tx:
            sql = "SELECT owner FROM vault_index WHERE kind=? AND digest=?"
            found = tx.all(sql, (kind, self.digest(kind, value)))
        return UUID(found[0][0]) if found else None

    def forget(self, owners: set[UUID]) -> None:
        """Drops keys that turned out not to be stored, or that another process made first."""
        with self._lock:
            for owner in owners:
                self._fresh.pop(owner, None)
                self._ciphers.pop(owner, None)

    def stored(self, owners: set[UUID]) -> None:
        with self._lock:
            for owner in owners:
                self._fresh.pop(owner, None)

    def _new_key(self, owner: UUID) -> AESGCM:
        with self._lock:
            if owner not in self._ciphers:
                key = self._entropy(KEY_BYTES)
                self._fresh[owner] = aes_key_wrap(self._wrapping, key)
                self._remember(owner, AESGCM(key))
            return self._ciphers[owner]

    def _cipher(self, owner: UUID) -> AESGCM | None:
        with self._lock:
            if owner in self._ciphers:
                self._ciphers.move_to_end(owner)
                return self._ciphers[owner]
        with self._store.reading() as tx:
            found = tx.all("SELECT wrapped FROM vault_keys WHERE owner=?", (owner.hex,))
        if not found:
            return None
        with self._lock:
            self._remember(owner, AESGCM(aes_key_unwrap(self._wrapping, bytes(found[0][0]))))
            return self._ciphers[owner]

    def _remember(self, owner: UUID, cipher: AESGCM) -> None:
        self._ciphers[owner] = cipher
        while len(self._ciphers) > CACHED_KEYS_MAX:
            oldest = next(iter(self._ciphers))
            if oldest in self._fresh:  # not stored yet: must not be lost
                self._ciphers.move_to_end(oldest)
                continue
            self._ciphers.popitem(last=False)


def sealed_mark(annotation: Any, metadata: list[Any]) -> Sealed | None:
    """The Sealed mark of a field, also inside `X | None`."""
    marks = [
        *metadata,
        *(m for arg in get_args(annotation) for m in getattr(arg, "__metadata__", ())),
    ]
    return next((mark for mark in marks if isinstance(mark, Sealed)), None)

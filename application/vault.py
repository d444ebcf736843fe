"""The vault: one key per person (or per stream, where nobody is named), and a blind index.

A sealed value is AES-256-GCM under the owner's key, bound to its stream; the key is wrapped
(RFC 3394) under a master key that is not in the database. Without the key a sealed value is noise,
while hashes over the log stay valid, because they cover the noise.
"""

import base64
import hashlib
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, Final
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from pydantic import BaseModel

from application.sealing import sealed_fields
from application.stores import Store
from domain.kernel import Event, Sealed

PREFIX: Final = "sealed:1:"
KEY_BYTES, NONCE_BYTES, DIGEST_BYTES = 32, 12, 16
CACHED_KEYS_MAX: Final = 50_000
Entropy = Callable[[int], bytes]


class WrongMasterKey(Exception):
    """The keys in this log were wrapped under another master key."""


class Key(msgspec.Struct, frozen=True, eq=False):
    wrapped: bytes
    cipher: AESGCM


NO_KEYS: Final[Mapping[UUID, Key]] = {}


class Sealing(msgspec.Struct, eq=False):
    """What sealing one command's events used and adds; it lands with them or not at all.

    landing: keys that are not stored, but will be when this lands. keys: of each owner. fresh:
    the owners whose key is not stored yet. claims: (kind, digest) → owner.
    """

    landing: Mapping[UUID, Key] = msgspec.field(default_factory=dict)
    keys: dict[UUID, Key] = msgspec.field(default_factory=dict)
    fresh: set[UUID] = msgspec.field(default_factory=set)
    claims: dict[tuple[str, bytes], UUID] = msgspec.field(default_factory=dict)


class Vault:
    """Seals and opens. Thread-safe. WrongMasterKey: another one wrapped what is there."""

    def __init__(self, store: Store, master: bytes, entropy: Entropy) -> None:
        self._store, self._entropy = store, entropy
        self._wrapping = hashlib.sha256(b"wrap" + master).digest()
        self._indexing = hashlib.sha256(b"index" + master).digest()
        self._keys: OrderedDict[UUID, Key] = OrderedDict()  # all of them stored
        self._lock = Lock()
        for (wrapped,) in store.read("SELECT wrapped FROM vault_keys LIMIT 1"):
            self._unwrapped(bytes(wrapped))

    def sealed(
        self, event: Event[Any], stream: UUID, into: Sealing, *, new: bool = False
    ) -> Event[Any]:
        """`event` with its personal fields encrypted; itself when it has none.

        new: nobody has used the id of this stream before, so that it has no key yet.
        """
        if not sealed_fields(type(event)):
            return event
        changes = self._changes(event, stream, stream, into, new=new)
        return event.model_copy(update=changes) if changes else event

    def _ready(self, owner: UUID, into: Sealing, *, new: bool) -> None:
        if owner not in into.keys:
            found = None if new else self._key(owner)
            if found is None:
                into.fresh.add(owner)
            into.keys[owner] = found or into.landing.get(owner) or self._new_key()

    def _changes(
        self, value: BaseModel, owner: UUID, stream: UUID, into: Sealing, *, new: bool = False
    ) -> dict[str, Any]:
        """owner: under whose key, unless the value names another person."""
        named: str | None = getattr(type(value), "sealed_for", None)
        owner = (getattr(value, named) if named else None) or owner
        self._ready(owner, into, new=new and owner == stream)
        changes: dict[str, Any] = {}
        for name, mark in sealed_fields(type(value)).items():
            found = getattr(value, name)
            if found is None:
                continue
            if isinstance(found, tuple):
                changes[name] = tuple(self._hidden(x, mark, owner, stream, into) for x in found)
            else:
                changes[name] = self._hidden(found, mark, owner, stream, into)
        return changes

    def _hidden(
        self, found: Any, mark: Sealed | None, owner: UUID, stream: UUID, into: Sealing
    ) -> Any:
        """One value: a text under a mark, or something with such texts in it."""
        if isinstance(found, BaseModel):
            return found.model_copy(update=self._changes(found, owner, stream, into))
        if mark is None or found is None:
            return found
        if mark.index:
            into.claims[mark.index, self.digest(mark.index, found)] = owner
        nonce = self._entropy(NONCE_BYTES)
        text = into.keys[owner].cipher.encrypt(nonce, found.encode(), stream.bytes)
        return f"{PREFIX}{owner.hex}:{base64.b64encode(nonce + text).decode()}"

    def opened(self, token: str, stream: UUID) -> str | None:
        """The clear text of a value sealed in an event of `stream`; None when its key is gone."""
        owner, _, hidden = token.removeprefix(PREFIX).partition(":")
        key = self._key(UUID(owner))
        if key is None:
            return None
        noise = base64.b64decode(hidden)
        try:
            text = key.cipher.decrypt(noise[:NONCE_BYTES], noise[NONCE_BYTES:], stream.bytes)
        except InvalidTag:
            return None
        return text.decode()

    def recognised(self, token: str, stream: UUID) -> bytes | None:
        """The same for every sealing of the same text, and tells nothing of it; None: erased."""
        text = self.opened(token, stream)
        return None if text is None else self.digest("text", text)

    def digest(self, kind: str, value: str) -> bytes:
        """Blind index of an identifying value: keyed, so that numbers cannot be tried out."""
        plain = unicodedata.normalize("NFKC", value).strip().upper()
        return self.fingerprint(f"{kind}:{plain}".encode())

    def fingerprint(self, content: bytes) -> bytes:
        """Recognises content without telling it: nobody can try out what it was."""
        return hashlib.blake2b(content, key=self._indexing, digest_size=DIGEST_BYTES).digest()

    def find(self, kind: str, value: str) -> UUID | None:
        """Whose identifying value this is."""
        sql = "SELECT owner FROM vault_index WHERE kind=? AND digest=?"
        found = self._store.read(sql, (kind, self.digest(kind, value)))
        return UUID(found[0][0]) if found else None

    def stored(self, sealing: Sealing) -> None:
        """The keys of `sealing` have landed."""
        for owner in sealing.fresh:
            self._remember(owner, sealing.keys[owner])

    def forget(self, sealing: Sealing) -> None:
        """The keys of `sealing` may not be the stored ones: looks again next time."""
        with self._lock:
            for owner in sealing.keys:
                self._keys.pop(owner, None)

    def _new_key(self) -> Key:
        clear = self._entropy(KEY_BYTES)
        return Key(aes_key_wrap(self._wrapping, clear), AESGCM(clear))

    def _key(self, owner: UUID) -> Key | None:
        with self._lock:
            if owner in self._keys:
                self._keys.move_to_end(owner)
                return self._keys[owner]
        found = self._store.read("SELECT wrapped FROM vault_keys WHERE owner=?", (owner.hex,))
        if not found:
            return None
        key = self._unwrapped(bytes(found[0][0]))
        self._remember(owner, key)
        return key

    def _unwrapped(self, wrapped: bytes) -> Key:
        try:
            return Key(wrapped, AESGCM(aes_key_unwrap(self._wrapping, wrapped)))
        except InvalidUnwrap:
            raise WrongMasterKey(
                "the keys of this log were wrapped under another master key: give that one"
            ) from None

    def _remember(self, owner: UUID, key: Key) -> None:
        with self._lock:
            self._keys[owner] = key
            while len(self._keys) > CACHED_KEYS_MAX:
                self._keys.popitem(last=False)

"""The vault: one key per person (or per stream, where nobody is named), and a blind index.

A sealed value is AES-256-GCM under the owner's key, bound to its stream; the key is wrapped
(RFC 3394) under a master key that is not in the database. Without the key a sealed value is noise,
while hashes over the log stay valid, because they cover the noise. Of a key that was destroyed an
empty one stays, so that nobody makes another for the same person.
"""

import base64
import hashlib
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Any, Final
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import BaseModel

from application.sealing import sealed_fields
from application.stores import Store, Transaction
from application.wrapping import Wrapping, WrongMasterKey
from domain.kernel import Event, Refused, Sealed, derived_id
from domain.vault import MasterKeyRotated

__all__ = ["PREFIX", "Entropy", "Key", "Sealing", "Vault", "WrongMasterKey"]

PREFIX: Final = "sealed:1:"
KEY_BYTES, NONCE_BYTES, DIGEST_BYTES = 32, 12, 16
CACHED_KEYS_MAX: Final = 50_000
Entropy = Callable[[int], bytes]


class Key(msgspec.Struct, frozen=True, eq=False):
    wrapped: bytes
    cipher: AESGCM | None  # None: it was destroyed


DESTROYED: Final = Key(b"", None)
NO_KEYS: Final[Mapping[UUID, Key]] = {}


class Sealing(msgspec.Struct, eq=False):
    """What sealing one command's events used and adds; it lands with them or not at all.

    landing: keys that are not stored, but will be when this lands. keys: of each owner. fresh:
    the owners whose key is not stored yet. claims: (kind, digest) → owner. destroyed: the owners
    whose key goes with it. rotation: of the master key that wrapped the fresh ones. rewrap: wraps
    every key anew when it lands.
    """

    landing: Mapping[UUID, Key] = msgspec.field(default_factory=dict)
    keys: dict[UUID, Key] = msgspec.field(default_factory=dict)
    fresh: set[UUID] = msgspec.field(default_factory=set)
    claims: dict[tuple[str, bytes], UUID] = msgspec.field(default_factory=dict)
    destroyed: set[UUID] = msgspec.field(default_factory=set)
    rotation: int = 0
    rewrap: Callable[[Transaction], None] | None = None


class Vault:
    """Seals and opens. Thread-safe. WrongMasterKey: another one wrapped what is there.

    others: the master keys that may have come into the place of `master`.
    """

    def __init__(
        self,
        store: Store,
        master: bytes,
        entropy: Entropy,
        others: Callable[[], Sequence[bytes]] = tuple,
    ) -> None:
        self._store, self._entropy = store, entropy
        self._wrapping = Wrapping(store, lambda: (master, *others()))
        self._next: bytes | None = None
        self._keys: OrderedDict[UUID, Key] = OrderedDict()  # all of them stored
        self._lock = Lock()

    def will_have(self, master: bytes) -> None:
        """The next rotation gives it this master key."""
        self._next = master

    def has_master(self, master: bytes) -> bool:
        """Whether the keys are wrapped under this one by now."""
        self._wrapping.refresh()
        return self._wrapping.is_under(master)

    def sealed(
        self,
        event: Event[Any],
        stream: UUID,
        into: Sealing,
        *,
        new: bool = False,
        opens: bool = False,
    ) -> Event[Any]:
        """`event` with its personal fields encrypted; itself when it has none.

        new: nobody has used the id of this stream before, so that it has no key yet. opens:
        somebody begins the stream with it. Refused: person_erased.
        """
        if event.erases is not None:
            into.destroyed.add(getattr(event, event.erases))
        if isinstance(event, MasterKeyRotated) and self._next is not None:
            into.rewrap = self._wrapping.rewrapping(self._next)
        if not sealed_fields(type(event)) and not event.describes:
            return event
        changes = self._changes(event, stream, stream, into, new=new, opens=opens)
        return event.model_copy(update=changes) if changes else event

    def _ready(self, owner: UUID, into: Sealing, *, new: bool) -> Key:
        if owner not in into.keys:
            found = None if new else self._key(owner)
            if found is DESTROYED:
                return found
            if found is None:
                if not into.fresh:  # the one of the first: a later one may be newer than its key
                    into.rotation = self._wrapping.rotation
                into.fresh.add(owner)
            into.keys[owner] = found or into.landing.get(owner) or self._new_key()
        return into.keys[owner]

    def _owner(
        self, value: BaseModel, owner: UUID, stream: UUID, into: Sealing, **how: bool
    ) -> UUID:
        """Under whose key: what goes on after somebody was erased belongs to its stream alone; and
        a stream whose own key went with him (what was asked of consent) goes on under another."""
        if self._ready(owner, into, new=how["new"] and owner == stream) is not DESTROYED:
            return owner
        if how["opens"] or getattr(type(value), "describes", False):
            raise Refused(
                "person_erased",
                "此人的信息已删除，不得再以此编号登记；本人再来，请另行登记。",
                "This person's data was erased and nothing more is recorded under this id; "
                "who comes back is registered anew.",
            )
        if self._ready(stream, into, new=how["new"]) is not DESTROYED:
            return stream
        later = derived_id("after an erasure", stream)
        self._ready(later, into, new=False)
        return later

    def _changes(
        self, value: BaseModel, owner: UUID, stream: UUID, into: Sealing, **how: bool
    ) -> dict[str, Any]:
        """owner: under whose key, unless the value names another person."""
        named: str | None = getattr(type(value), "sealed_for", None)
        owner = (getattr(value, named) if named else None) or owner
        owner = self._owner(value, owner, stream, into, **how)
        changes: dict[str, Any] = {}
        for name, mark in sealed_fields(type(value)).items():
            found = getattr(value, name)
            if found is None:
                continue
            if isinstance(found, tuple):
                hidden = (self._hidden(x, mark, owner, stream, into, **how) for x in found)
                changes[name] = tuple(hidden)
            else:
                changes[name] = self._hidden(found, mark, owner, stream, into, **how)
        return changes

    def _hidden(
        self,
        found: Any,
        mark: Sealed | None,
        owner: UUID,
        stream: UUID,
        into: Sealing,
        **how: bool,
    ) -> Any:
        """One value: a text under a mark, or something with such texts in it."""
        if isinstance(found, BaseModel):
            return found.model_copy(update=self._changes(found, owner, stream, into, **how))
        if mark is None or found is None:
            return found
        if mark.index:
            into.claims[mark.index, self.digest(mark.index, found)] = owner
        nonce = self._entropy(NONCE_BYTES)
        cipher = into.keys[owner].cipher
        assert cipher is not None  # noqa: S101 - the key of whoever is ready
        text = cipher.encrypt(nonce, found.encode(), stream.bytes)
        return f"{PREFIX}{owner.hex}:{base64.b64encode(nonce + text).decode()}"

    def opened(self, token: str, stream: UUID) -> str | None:
        """The clear text of a value sealed in an event of `stream`; None when its key is gone.

        The store is asked every time: another process may have destroyed the key just now.
        """
        owner, _, hidden = token.removeprefix(PREFIX).partition(":")
        key = self._stored(UUID(owner))
        if key is None or key.cipher is None:
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
        return hashlib.blake2b(
            content, key=self._wrapping.indexing, digest_size=DIGEST_BYTES
        ).digest()

    def find(self, kind: str, value: str) -> UUID | None:
        """Whose identifying value this is."""
        sql = "SELECT owner FROM vault_index WHERE kind=? AND digest=?"
        found = self._store.read(sql, (kind, self.digest(kind, value)))
        return UUID(found[0][0]) if found else None

    def stored(self, sealing: Sealing) -> None:
        """The keys of `sealing` have landed, and those that went with it are gone."""
        for owner in sealing.fresh:
            self._remember(owner, sealing.keys[owner])
        for owner in sealing.destroyed:
            self._remember(owner, DESTROYED)
        if sealing.rewrap is not None:
            self._wrapping.refresh()

    def forget(self, sealing: Sealing) -> None:
        """The keys of `sealing` may not be the stored ones: looks again next time."""
        self._wrapping.refresh()
        with self._lock:
            for owner in sealing.keys:
                self._keys.pop(owner, None)

    def _new_key(self) -> Key:
        clear = self._entropy(KEY_BYTES)
        return Key(self._wrapping.wrapped(clear), AESGCM(clear))

    def _key(self, owner: UUID) -> Key | None:
        """To seal with: it may be old, and then nothing lands that was sealed with it."""
        with self._lock:
            if owner in self._keys:
                self._keys.move_to_end(owner)
                return self._keys[owner]
        return self._stored(owner)

    def _stored(self, owner: UUID) -> Key | None:
        found = self._store.read("SELECT wrapped FROM vault_keys WHERE owner=?", (owner.hex,))
        if not found:
            return None
        wrapped = bytes(found[0][0])
        with self._lock:
            known = self._keys.get(owner)
        if known is None or known.wrapped != wrapped:
            known = self._opening(wrapped) if wrapped else DESTROYED
            self._remember(owner, known)
        return known

    def _opening(self, wrapped: bytes) -> Key:
        return Key(wrapped, AESGCM(self._wrapping.unwrapped(wrapped)))

    def _remember(self, owner: UUID, key: Key) -> None:
        with self._lock:
            self._keys[owner] = key
            while len(self._keys) > CACHED_KEYS_MAX:
                self._keys.popitem(last=False)

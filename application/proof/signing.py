"""Who signs checkpoints: the key of a log, or of a witness."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from application.proof.checking import (
    ED25519,
    TIME_BYTES,
    Checkpoint,
    Key,
    base64_of,
    checkpoint_of,
    cosigned_text,
    parts_of,
)
from application.proof.keys import Stretch


@dataclass(frozen=True, slots=True)
class Signer:
    """key: the public part, under which others know it. A log's is named like its origin."""

    key: Key
    _private: Ed25519PrivateKey

    @classmethod
    def of(cls, name: str, pem: bytes, kind: int = ED25519) -> "Signer":
        private = load_pem_private_key(pem, None)
        if not isinstance(private, Ed25519PrivateKey):
            raise ValueError("the key of the log must be of Ed25519")
        public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return cls(Key(name, kind, public), private)

    def checkpoint(self, size: int, root: bytes, *more: str) -> Checkpoint:
        """more: further lines that are signed with it."""
        lines = (self.key.name, size, base64_of(root), *more)
        return checkpoint_of(self.note("".join(f"{line}\n" for line in lines)))

    def note(self, text: str) -> str:
        """A text, which ends its last line, with our signature."""
        return f"{text}\n{self._line(text.encode())}"

    def added(self, signed: Checkpoint) -> Checkpoint:
        """The same with our signature besides."""
        text, _ = parts_of(signed.note)
        return checkpoint_of(signed.note + self._line(text.encode()))

    def vouching(self, since: int, key: Key) -> Stretch:
        """The next key of the same log, which signs from a checkpoint of that size on."""
        stretch = Stretch(since, key)
        return stretch._replace(vouched=self._private.sign(stretch.handover.encode()))

    def cosigned(self, seen: Checkpoint, time: int) -> Checkpoint:
        """The same with the signature of a witness, who saw it in that second since 1970."""
        text, _ = parts_of(seen.note)
        signed = cosigned_text(text, time)
        return checkpoint_of(seen.note + self._line(signed, time.to_bytes(TIME_BYTES)))

    def _line(self, signed: bytes, before: bytes = b"") -> str:
        signature = self.key.id + before + self._private.sign(signed)
        return f"— {self.key.name} {base64_of(signature)}\n"


def made_key() -> bytes:
    """A new private key, as PEM."""
    return Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )

"""The master key in the data folder, and the next one beside it while it is being changed."""

import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from application.secret_files import kept_secret
from application.vault import Vault

MASTER_BYTES: Final = 32


class MasterFile:
    def __init__(self, folder: Path) -> None:
        self.path, self.next = folder / "master.key", folder / "master.key.next"

    def kept(self) -> bytes:
        """The one in the folder; made now where there is none."""
        return _key_in(kept_secret(self.path, _made))

    def in_folder(self) -> Sequence[bytes]:
        """Those that may be the one by now, also in the middle of a change: the next one first,
        for it may get the other's name meanwhile."""
        return [*self.coming(), _key_in(self.path.read_bytes())]

    def coming(self) -> Sequence[bytes]:
        """The next one: it may be the one by now, wherever the one of before came from."""
        with suppress(FileNotFoundError):
            return [_key_in(self.next.read_bytes())]
        return []

    def made(self, vault: Vault) -> bytes:
        """A new one, durable in its file before anything is wrapped under it. One that was left
        there by a change that broke off has never been used, so it is taken."""
        self.put_in_place(vault)
        return _key_in(kept_secret(self.next, _made))

    def put_in_place(self, vault: Vault) -> None:
        """The next one is the one, if the keys are wrapped under it by now."""
        with suppress(FileNotFoundError):
            if vault.has_master(_key_in(self.next.read_bytes())):
                os.replace(self.next, self.path)


def _made() -> bytes:
    return secrets.token_bytes(MASTER_BYTES).hex().encode()


def _key_in(content: bytes) -> bytes:
    return bytes.fromhex(content.decode())

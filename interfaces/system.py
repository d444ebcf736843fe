"""The composition root: the only place that knows what stands behind each name."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from application.handler import Handler
from application.log import EventLog
from application.policies import PolicyRunner, Timers
from application.recorded import Clock
from application.stores import PostgresStore, SQLiteStore, Store
from application.vault import Entropy, Vault
from domain.ruleset import RULEBOOK, Rulebook, rulebook_ref
from projections.catalogue import READ_MODELS
from projections.duties import ReadSideDuties
from projections.reading import ReadSide

MASTER_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Settings:
    """From the environment: GONGZHI_DATA, GONGZHI_DATABASE_URL, GONGZHI_SCHEMA, GONGZHI_ISSUER,
    GONGZHI_JWKS, GONGZHI_MASTER_KEY (64 hex digits; else a file in the data folder)."""

    data: Path
    database_url: str | None = None
    schema: str = "gongzhi"
    issuer: str | None = None
    jwks: str | None = None
    master_key: bytes | None = None

    @classmethod
    def of(cls, env: Mapping[str, str] = os.environ, data: Path | None = None) -> "Settings":
        key = env.get("GONGZHI_MASTER_KEY")
        return cls(
            data=data or Path(env.get("GONGZHI_DATA", "data")),
            database_url=env.get("GONGZHI_DATABASE_URL"),
            schema=env.get("GONGZHI_SCHEMA", "gongzhi"),
            issuer=env.get("GONGZHI_ISSUER"),
            jwks=env.get("GONGZHI_JWKS"),
            master_key=bytes.fromhex(key) if key else None,
        )


def utc_now() -> datetime:
    return datetime.now(UTC)


class System:
    """Everything put together over one data folder or one database."""

    def __init__(
        self, settings: Settings, clock: Clock = utc_now, entropy: Entropy = os.urandom
    ) -> None:
        self.settings, self.clock = settings, clock
        settings.data.mkdir(parents=True, exist_ok=True)
        self._store: Store = (
            PostgresStore(settings.database_url, settings.schema)
            if settings.database_url
            else SQLiteStore(str(settings.data / "log.db"))
        )
        self.log = EventLog(self._store, clock)
        master = settings.master_key or secret_file(settings.data / "master.key", MASTER_BYTES)
        self.vault = Vault(self._store, master, entropy)
        self.handler = Handler(self.log, self.vault, clock, entropy)
        self.readside = ReadSide(settings.data, READ_MODELS, self.log)
        self._policies = PolicyRunner(self.log, self.handler)
        duties = ReadSideDuties(self.readside, self.rulebook)
        self._timers = Timers(self.handler, duties, clock)

    def rulebook(self, position: int | None = None) -> Rulebook:
        """All versions of the rules, as known at a position of the log."""
        history = self.log.history(rulebook_ref().id, last=position)
        return RULEBOOK.replay(recorded.event for recorded in history)

    def settle(self) -> None:
        """Lets policies, the read side and timers do all that is to be done now."""
        head = -1
        while head != self.log.position():
            head = self.log.position()
            self._policies.run()
            self.readside.catch_up()
            self._timers.run()

    def close(self) -> None:
        self.readside.close()
        self._store.close()

    def __enter__(self) -> "System":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def secret_file(path: Path, size: int) -> bytes:
    """The secret kept in a file that only its owner can read; made at first use."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text())
    with os.fdopen(descriptor, "w") as file:
        secret = secrets.token_bytes(size)
        file.write(secret.hex())
        file.flush()
        os.fsync(file.fileno())
    return secret

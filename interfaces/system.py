"""The composition root: the only place that knows what stands behind each name."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from application.erasing import Erasing
from application.handler import Handler, Instruction
from application.log import EventLog
from application.policies import PolicyRunner, Timers
from application.proof.keeping import KeyFile
from application.proof.tlog import Tlog
from application.proof.witnessing import Witnesses
from application.recorded import Clock
from application.stores import PostgresStore, SQLiteStore, Store
from application.vault import Entropy, Vault
from domain.kernel import SYSTEM, Refused
from domain.ruleset import Rulebook, Ruleset
from domain.vault import RotateMasterKey, vault_ref
from interfaces.master_file import MasterFile
from projections.asking import rulebook_at
from projections.assessing import Assessing
from projections.catalogue import READ_MODELS
from projections.closing import Closing
from projections.corrections import Corrections
from projections.duties import ReadSideDuties
from projections.engine import Engine
from projections.epochs import Certificate, Epochs
from projections.homes import Home, PostgresHome, SQLiteHome
from projections.reading import ReadSide
from projections.rebuild import Progress, rebuild

LOG: Final = "log.db"
LEAVES: Final = "leaves"
ORIGIN: Final = "gongzhi/county"
NAME_OF_A_LOG: Final = re.compile(r"[^\s+]{1,200}")
MASTER_KEY: Final = re.compile(r"[0-9a-fA-F]{64}")


class BadSetting(Exception):
    """A variable of the environment is not what it should be."""


@dataclass(frozen=True, slots=True)
class Settings:
    """From the environment: GONGZHI_DATA, GONGZHI_DATABASE_URL, GONGZHI_SCHEMA, GONGZHI_ISSUER,
    GONGZHI_JWKS, GONGZHI_MASTER_KEY (64 hex digits; else a file in the data folder),
    GONGZHI_ORIGIN (the log's name in its checkpoints)."""

    data: Path
    database_url: str | None = None
    schema: str = "gongzhi"
    issuer: str | None = None
    jwks: str | None = None
    master_key: bytes | None = None
    origin: str = ORIGIN

    @classmethod
    def of(cls, env: Mapping[str, str] = os.environ, data: Path | None = None) -> "Settings":
        key = env.get("GONGZHI_MASTER_KEY")
        if key and not MASTER_KEY.fullmatch(key):
            raise BadSetting("GONGZHI_MASTER_KEY (64 hex digits)")
        origin = env.get("GONGZHI_ORIGIN", ORIGIN)
        if not NAME_OF_A_LOG.fullmatch(origin):
            raise BadSetting("GONGZHI_ORIGIN (a name without spaces and +)")
        return cls(
            data=data or Path(env.get("GONGZHI_DATA", "data")),
            database_url=env.get("GONGZHI_DATABASE_URL"),
            schema=env.get("GONGZHI_SCHEMA", "gongzhi"),
            issuer=env.get("GONGZHI_ISSUER"),
            jwks=env.get("GONGZHI_JWKS"),
            master_key=bytes.fromhex(key) if key else None,
            origin=origin,
        )

    @property
    def has_log(self) -> bool:
        """Whether there is something to read: a database is taken to have one."""
        return self.database_url is not None or (self.data / LOG).exists()


def utc_now() -> datetime:
    return datetime.now(UTC)


class System:
    """Everything put together over one data folder or one database.

    loading: nobody waits for an answer, and a log that breaks off is worth nothing: what is
    recorded in a data folder is durable only once it is closed.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock = utc_now,
        entropy: Entropy = os.urandom,
        *,
        loading: bool = False,
    ) -> None:
        self.settings, self.clock = settings, clock
        settings.data.mkdir(parents=True, exist_ok=True)
        self._store: Store = (
            PostgresStore(settings.database_url, settings.schema)
            if settings.database_url
            else SQLiteStore(str(settings.data / LOG), loading=loading)
        )
        self.log = EventLog(self._store, clock)
        self.master = MasterFile(settings.data)
        given, own = settings.master_key, self.master
        others = own.in_folder if given is None else own.coming
        self.vault = Vault(self._store, given or own.kept(), entropy, others)
        if settings.master_key is None:
            self.master.put_in_place(self.vault)
        self.erasing = Erasing(self.log, self._store, self.vault)
        key_file = KeyFile(settings.data / "log.pem", settings.origin)
        self.tlog = Tlog(self.log, self._store, key_file, settings.data / LEAVES)
        self.witnesses = Witnesses(self._store, clock)
        self.handler = Handler(self.log, self.vault, clock, entropy)
        self.epochs = Epochs(self._home(), READ_MODELS)
        self.readside = ReadSide(self.epochs, self.log, clock)
        self._engine: Engine | None = None
        self._policies = PolicyRunner(self.log, self.handler)
        ordered = Assessing(self.log), Closing(self.log), Corrections()
        duties = ReadSideDuties(self.readside, self.rules_of_year, *ordered)
        self._timers = Timers(self.handler, duties, clock)

    def rulebook(self, position: int | None = None) -> Rulebook:
        """All versions of the rules, as known at a position of the log."""
        return rulebook_at(self.log, position)

    def rules_of_year(self, year: int, position: int | None = None) -> Ruleset | None:
        """The rules in force at the end of a year, as known at a position of the log; None: none
        were adopted for it."""
        try:
            return self.rulebook(position).in_force(date(year, 12, 31))
        except Refused:
            return None

    def settle(self) -> None:
        """Lets policies, the read side and timers do all that is to be done now."""
        head = -1
        while head != self.log.position():
            head = self.log.position()
            self.run_policies()
            self.catch_up()
            self.run_timers()
        self.erasing.finish()

    def run_policies(self) -> int:
        """What follows from events; the position reached."""
        return self._policies.run()

    def run_timers(self) -> int:
        """What the clock has made due; how many commands it was."""
        return self._timers.run()

    def catch_up(self) -> None:
        """Folds what the ledgers do not know yet; builds them where this code has none."""
        if not self.epochs.usable():
            self.rebuild()
        with self.epochs.opened() as opened:
            if self._engine is None or self._engine.store is not opened.store:
                self._engine = Engine(opened.store, READ_MODELS, self.log)
            self._engine.catch_up()

    def rebuild(
        self, told: Callable[[Progress], None] = lambda _: None, *, anyway: bool = False
    ) -> Certificate:
        """Builds all ledgers anew beside the running ones, proves them equal, and switches."""
        return rebuild(self.epochs, self.log, self.clock, told, anyway=anyway)

    def _home(self) -> Home:
        if self.settings.database_url:
            return PostgresHome(self.settings.database_url, f"{self.settings.schema}_read")
        return SQLiteHome(self.settings.data)

    def rotate_master(self) -> Path:
        """Wraps all keys under a new master key; the file that it is in now. Of a crash anywhere
        the next start makes either the old one or the new one.

        StaleVersion: another process did so meanwhile, and the new one that was to be may be in no
        file any more. BadSetting: the last new one is still only in its file.
        """
        given, ref = self.settings.master_key, vault_ref()
        self.handler.catch_up([ref.id])
        seen, _ = self.handler.state(ref.aggregate, ref.id)
        if given is not None and not self.vault.has_master(given):
            raise BadSetting(f"GONGZHI_MASTER_KEY (what is in {self.master.next})")
        self.vault.will_have(self.master.made(self.vault))
        self.handler.handle(Instruction(RotateMasterKey(), SYSTEM, expected=seen))
        self._store.scrub()
        if given is None:
            self.master.put_in_place(self.vault)
            return self.master.path
        return self.master.next

    def close(self) -> None:
        self.epochs.close()
        self.tlog.close()
        self._store.close()

    def __enter__(self) -> "System":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

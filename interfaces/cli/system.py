"""The System behind the command line, caught up with the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from interfaces.system import Settings, System


@contextmanager
def opened(obj: dict[str, Any]) -> Iterator[System]:
    """Opens the data folder that `--data` names; its ledgers know all that the log does."""
    with System(Settings.of(data=obj["data"])) as system:
        system.catch_up()
        yield system

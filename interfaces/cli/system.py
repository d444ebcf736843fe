"""The System behind the command line."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from interfaces.cli.failures import NoLog
from interfaces.system import Settings, System


@contextmanager
def logged(obj: dict[str, Any]) -> Iterator[System]:
    """Opens the data folder that `--data` names, to read. NoLog: there is nothing in it."""
    settings = Settings.of(data=obj["data"])
    if not settings.has_log:
        raise NoLog(settings.data)  # a folder that was misspelt is not made
    with System(settings) as system:
        yield system


@contextmanager
def opened(obj: dict[str, Any]) -> Iterator[System]:
    """The same, and its ledgers know all that the log does."""
    from interfaces.cli.rebuilding import telling_what_differs

    with logged(obj) as system:
        with telling_what_differs(obj["how"]):
            system.catch_up()
        yield system

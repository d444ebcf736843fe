"""Systems of tests/application/world.py whose log is a transparency log."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from uuid import UUID

import pytest

from application.proof.keeping import KeyFile
from application.proof.keys import Keys, Stretch
from application.proof.signing import Signer, made_key
from application.proof.tlog import Tlog
from tests.application.world import Place, System, appending

KEY = made_key()
SIGNER = Signer.of("gongzhi/test", KEY)
ONLY = Keys((Stretch(0, SIGNER.key),))
Opened = Callable[[], tuple[System, Tlog]]


def recorded(system: System, count: int, stream: int = 1) -> None:
    """So many further events of a stream, in one go."""
    id = UUID(int=stream)
    first = len(system.log.history(id)) + 1
    done = system.log.append_all([appending(id, first + number) for number in range(count)])
    assert not [each for each in done if isinstance(each, Exception)]


def key_file(folder: Path) -> KeyFile:
    """The signer's."""
    path = folder / "log.pem"
    if not path.exists():
        path.write_bytes(KEY)
    return KeyFile(path, "gongzhi/test")


@pytest.fixture
def opened(place: Place, tmp_path: Path) -> Iterator[Opened]:
    """Each call is like another process's view of the same log and the same leaves."""
    with ExitStack() as stack:

        def another() -> tuple[System, Tlog]:
            system = place.system()
            tlog = Tlog(system.log, system.store, key_file(tmp_path), tmp_path / "leaves")
            return system, stack.enter_context(closing(tlog))

        yield another

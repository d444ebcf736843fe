"""The master key and the issuer's key: one for all, whole or not there."""

import stat
from pathlib import Path
from threading import Barrier, Thread

import pytest

from application.secret_files import kept_secret


def test_it_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "key"
    assert kept_secret(path, lambda: b"first") == b"first"
    assert kept_secret(path, lambda: b"second") == b"first"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_all_who_start_at_once_have_the_same(tmp_path: Path) -> None:
    """Nobody reads a file that another has only begun: it was empty then, and so was the key."""
    together, got = Barrier(8), list[bytes]()

    def start(number: int) -> None:
        def make() -> bytes:
            together.wait()  # all of them have found no file
            return b"%d" % number * 32

        got.append(kept_secret(tmp_path / "key", make))

    threads = [Thread(target=start, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [(tmp_path / "key").read_bytes()] * 8
    assert len(got[0]) == 32


def test_who_dies_while_making_it_leaves_none(tmp_path: Path) -> None:
    def die() -> bytes:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        kept_secret(tmp_path / "key", die)
    assert list(tmp_path.iterdir()) == []
    assert kept_secret(tmp_path / "key", lambda: b"whole") == b"whole"

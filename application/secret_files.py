"""Secrets in files that only their owner can read."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile


def kept_secret(path: Path, make: Callable[[], bytes]) -> bytes:
    """What the file holds; made at first use.

    It gets its name when it is whole and on the disk. So processes that start at once all have
    the same secret, and one that dies meanwhile leaves no half one, with which things would be
    sealed that nobody could open.
    """
    if not path.exists():
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(file.name, path)
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    return path.read_bytes()

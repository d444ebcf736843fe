"""A second process that writes what this one folds: so building an epoch uses two cores.

Frames on its standard input and output: eight bytes of length, then MessagePack. First the
`Opening`, then `Changes` after `Changes`; each is answered by an empty text once it is committed,
or by what went wrong.
"""

import os
import subprocess
import sys
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import IO, Final, Self, cast

import msgspec

from projections.databases import Address
from projections.store import Changes, Store
from projections.tables import Shape

AHEAD_MAX: Final = 4  # batches folded and not yet written: some 20 MB, while the process starts
LENGTH_BYTES: Final = 8


class WriterFailed(Exception):
    """The writing process could not write, or is gone. What it committed stands."""


class Opening(msgspec.Struct, array_like=True):
    address: Address
    shapes: tuple[Shape, ...]
    building: bool


class Pipeline:
    """Sends changes to the writing process. Leaving the block normally waits until all stands."""

    def __init__(self, store: Store) -> None:
        self._process: subprocess.Popen[bytes] = subprocess.Popen(
            [sys.executable, "-m", "projections.pipeline"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        self._sender = ThreadPoolExecutor(1)
        self._sent: deque[Future[None]] = deque()
        self._send(Opening(store.address, store.shapes, store.building))

    def send(self, changes: Changes) -> None:
        """Returns before they are written, unless too many wait."""
        self._send(changes)
        while len(self._sent) > AHEAD_MAX:
            self._sent.popleft().result()

    def drain(self) -> None:
        """Waits until everything sent is committed."""
        while self._sent:
            self._sent.popleft().result()

    def _send(self, message: object) -> None:
        self._sent.append(self._sender.submit(self._exchange, msgspec.msgpack.encode(message)))

    def _exchange(self, frame: bytes) -> None:
        try:
            _write(cast(IO[bytes], self._process.stdin), frame)
            problem = msgspec.msgpack.decode(_read(cast(IO[bytes], self._process.stdout)), type=str)
        except (OSError, EOFError) as error:
            raise WriterFailed("the writing process is gone") from error
        if problem:
            raise WriterFailed(problem)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.drain()
        finally:
            if kind is not None:
                self._process.kill()
            self._sender.shutdown()
            self._process.communicate()


def _write(stream: IO[bytes], frame: bytes) -> None:
    stream.write(len(frame).to_bytes(LENGTH_BYTES, "big"))
    stream.write(frame)
    stream.flush()


def _read(stream: IO[bytes]) -> bytes:
    """The next frame; EOFError when the other side is gone."""
    length = int.from_bytes(_exactly(stream, LENGTH_BYTES), "big")
    return _exactly(stream, length)


def _exactly(stream: IO[bytes], length: int) -> bytes:
    found = stream.read(length)
    if len(found) < length:
        raise EOFError
    return found


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """The writing process: until its starter closes the pipe, or is gone."""
    opening = msgspec.msgpack.decode(_read(requests), type=Opening)
    store = Store(opening.address, opening.shapes, building=opening.building)
    decode = msgspec.msgpack.Decoder(Changes).decode
    _write(answers, msgspec.msgpack.encode(""))
    starter = os.getppid()
    while True:
        changes = decode(_read(requests))
        if os.getppid() != starter:  # it was killed, and another may be building by now
            return
        try:
            with store.writing() as tx:
                store.write(tx, changes)
            problem = ""
        except Exception as error:
            problem = f"{type(error).__name__}: {error}"
        _write(answers, msgspec.msgpack.encode(problem))


if __name__ == "__main__":
    try:
        serve(sys.stdin.buffer, sys.stdout.buffer)
    except (EOFError, BrokenPipeError):
        sys.exit(0)

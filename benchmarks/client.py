"""A small HTTP client that is faster than what it measures: keep-alive, one request at a time."""

import asyncio
import re
import time
from collections.abc import Callable
from typing import Final, NamedTuple, cast

import uvloop

PATIENCE_SECONDS: Final = 30.0
LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Answers(NamedTuple):
    """latencies: seconds, in the order of the answers."""

    per_second: float
    latencies: list[float]


def post(path: str, body: bytes, **headers: str) -> bytes:
    """The bytes of a request with a JSON body."""
    head = {"host": "localhost", "content-type": "application/json"}
    head |= {"content-length": str(len(body))} | {
        k.replace("_", "-"): v for k, v in headers.items()
    }
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Connection(asyncio.Protocol):
    """Sends the next request when the answer to the last one is complete, until time is up."""

    def __init__(self, request: Callable[[], bytes], until: float, latencies: list[float]) -> None:
        self.request, self.until, self.latencies = request, until, latencies
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's does not inherit from it
        self.send()

    def send(self) -> None:
        self.sent_at = time.perf_counter()
        self.transport.write(self.request())

    def data_received(self, data: bytes) -> None:
        self.received += data
        head, separator, body = self.received.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if not separator or (length and len(body) < int(length.group(1))):
            return
        now = time.perf_counter()
        self.latencies.append(now - self.sent_at)
        if not self.received.startswith(b"HTTP/1.1 2"):
            self.done.set_exception(RuntimeError(self.received.decode(errors="replace")))
            self.transport.close()
        elif now >= self.until:
            self.transport.close()
        else:
            self.received = b""
            self.send()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            if time.perf_counter() < self.until:
                self.done.set_exception(error or ConnectionError("the server hung up"))
            else:
                self.done.set_result(None)


def hammer(port: int, request: Callable[[], bytes], *, connections: int, seconds: float) -> Answers:
    """Asks this machine's `port` over so many connections at once; only answers 2xx are borne."""

    async def all_connections() -> Answers:
        loop = asyncio.get_running_loop()
        latencies = list[float]()
        began = time.perf_counter()
        made = [
            await loop.create_connection(
                lambda: Connection(request, began + seconds, latencies), "127.0.0.1", port
            )
            for _ in range(connections)
        ]
        async with asyncio.timeout(seconds + PATIENCE_SECONDS):
            await asyncio.gather(*(protocol.done for _, protocol in made))
        return Answers(len(latencies) / (time.perf_counter() - began), latencies)

    return uvloop.run(all_connections())

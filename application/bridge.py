"""Between an event loop and the thread that works for it: many at a time, in both directions."""

import asyncio
from contextlib import suppress
from functools import partial
from typing import Generic, TypeVar

from application.combining import Combining, Interrupted, Wanted

T = TypeVar("T")
R = TypeVar("R")


class Bridge(Generic[T, R]):
    """Of one event loop: what is wanted within one turn of it goes over together."""

    def __init__(self, loop: asyncio.AbstractEventLoop, combining: Combining[T, R]) -> None:
        self.loop, self._combining = loop, combining
        self._leaving: list[tuple[T, asyncio.Future[R]]] = []

    def result(self, item: T) -> asyncio.Future[R]:
        """Only within the loop. What the work raises is raised where this is awaited."""
        future: asyncio.Future[R] = self.loop.create_future()
        if not self._leaving:
            self.loop.call_soon(self._go_over)
        self._leaving.append((item, future))
        return future

    def _go_over(self) -> None:
        leaving, self._leaving = self._leaving, []
        futures = [future for _, future in leaving]
        self._combining.submit([item for item, _ in leaving], partial(self._come_back, futures))

    def _come_back(self, futures: list[asyncio.Future[R]], wanted: Wanted[T, R]) -> None:
        with suppress(RuntimeError):  # the loop was closed: nobody waits any more
            self.loop.call_soon_threadsafe(_hand_out, futures, wanted)


def _hand_out(futures: list[asyncio.Future[R]], wanted: Wanted[T, R]) -> None:
    for number, future in enumerate(futures):
        if future.done():
            continue  # its caller has gone
        if wanted.results is None:
            future.set_exception(wanted.error or Interrupted())
        else:
            future.set_result(wanted.results[number])

"""HTTP: what FastAPI under uvicorn answers when there is nothing to do."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from fastapi import FastAPI

from benchmarks import product
from benchmarks.client import hammer, post
from benchmarks.harness import Bench, Benchmark

CONNECTIONS: Final = 32
ROOT: Final = Path(__file__).parent.parent
empty = FastAPI()


@empty.post("/")
async def nothing() -> dict[str, str]:
    return {}


@contextmanager
def served(application: str) -> Iterator[int]:
    """The port on this machine where uvicorn serves `module:name`, in a process of its own.

    It keeps to one core, and its client to the others: its threads take turns at the interpreter,
    and would otherwise carry what they work on from one core's cache to another's at each turn.
    """
    first, *others = sorted(os.sched_getaffinity(0))
    # Not on a socket of ours by --fd: uvicorn then leaves Nagle's delays on, 40 ms an answer.
    command = [sys.executable, "-m", "uvicorn", "--port", "0", "--no-access-log", application]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        os.sched_setaffinity(server.pid, {first})
        os.sched_setaffinity(0, others or {first})
        try:
            said = (re.search(r"running on \S+:(\d+)", line) for line in server.stderr)
            port = next((found.group(1) for found in said if found), None)
            if port is None:
                raise RuntimeError(f"uvicorn does not serve {application}")
            yield int(port)
        finally:
            server.terminate()
            os.sched_setaffinity(0, {first, *others})


def empty_posts(bench: Bench) -> float:
    request = post("/", b"{}")
    with served("benchmarks.web:empty") as port:
        hammer(port, lambda: request, connections=CONNECTIONS, seconds=0.2)  # warms it up
        answers = hammer(port, lambda: request, connections=CONNECTIONS, seconds=bench.seconds)
    return answers.per_second


BENCHMARKS: Final = (
    Benchmark(
        name="http",
        what=f"commands over HTTP, {CONNECTIONS} connections",
        against="an empty FastAPI POST",
        peer=empty_posts,
        ours=product.posts(CONNECTIONS),
        least=0.5,
    ),
    Benchmark(
        name="batch",
        what="commands in NDJSON batches of 1,000",
        against="the same, one by one",
        peer=product.posts(1),
        ours=product.batches,
        least=10,
    ),
)

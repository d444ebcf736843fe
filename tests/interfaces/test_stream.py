"""The log as server-sent events, from a real server to a real client."""

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx2
import orjson
import pytest

from domain.audit import AuditQueryRun
from domain.kernel import Actor
from domain.roles import Role
from interfaces.http.auth import Issuer
from interfaces.http.feed import POLL_SECONDS
from tests.county import COUNTY, County, county

SERVE: Final = "from interfaces.cli.main import main; main()"
SECONDS: Final = 60.0
PERSON: Final = {"full_name": "某人（合成）", "synthetic": True}
OFFICE: Final = Actor(Role.EVO, None, None, None, COUNTY)
CLERK: Final = Actor(Role.CW, None, None, None, COUNTY)
AUDITOR: Final = Actor(Role.AUD, None, None, None, COUNTY)
NEIGHBOUR: Final = Actor(Role.CS, None, None, None, ("community:FC09",))


@dataclass
class Served:
    """A server process over the folder of a county, and tokens for it."""

    base: str
    c: County
    process: subprocess.Popen[bytes]

    def headers(self, actor: Actor, **more: str) -> dict[str, str]:
        return self.c.headers(actor) | more

    def post(self) -> int:
        answer = httpx2.post(
            f"{self.base}/v1/persons", json=PERSON, headers=self.headers(CLERK), timeout=SECONDS
        )
        return int(answer.raise_for_status().json()["position"])

    @contextmanager
    def stream(self, actor: Actor, after: int = 0, **headers: str) -> Iterator["Stream"]:
        with httpx2.stream(
            "GET",
            f"{self.base}/v1/log/stream",
            params={"after": after},
            headers=self.headers(actor, **headers),
            timeout=SECONDS,
        ) as answer:
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("text/event-stream")
            yield Stream(answer.iter_lines())


@dataclass
class Stream:
    lines: Iterator[str]

    def message(self) -> dict[str, Any]:
        """The next event: id, event and data."""
        fields: dict[str, Any] = {}
        for line in self.lines:
            if not line and "data" in fields:
                return fields | {"data": orjson.loads(fields["data"])}
            name, _, value = line.partition(": ")
            if name:
                fields[name] = value
        raise AssertionError("the stream has ended")

    def until(self, wanted: str) -> str:
        """The next line that looks so."""
        return next(line for line in self.lines if re.fullmatch(wanted, line))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("served")
    with county(folder) as c, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        command = [sys.executable, "-c", SERVE, "--data", str(folder), "serve", "--port", str(port)]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        found = Served(str(httpx2.URL(scheme="http", host="127.0.0.1", port=port)), c, process)
        try:
            wait_for(found)
            yield found
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(SECONDS)


def wait_for(served: Served) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        assert served.process.poll() is None, "the server has ended"
        try:
            if httpx2.get(f"{served.base}/ready").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


def test_a_stream_gives_every_event_once_in_order_and_goes_on_where_it_broke_off(
    served: Served,
) -> None:
    head = served.c.system.log.position()
    with served.stream(OFFICE) as stream:
        first = [stream.message() for _ in range(5)]
    with served.stream(OFFICE, **{"Last-Event-ID": first[-1]["id"]}) as stream:
        rest = [stream.message() for _ in range(head - 5)]
    assert [int(message["id"]) for message in (*first, *rest)] == list(range(1, head + 1))
    for message in (*first, *rest):
        assert message["data"]["position"] == int(message["id"])
        assert message["data"]["name"] == message["event"]


def test_what_is_recorded_reaches_who_listens(served: Served) -> None:
    head = served.c.system.log.position()
    with served.stream(OFFICE, after=head) as stream:
        stream.until(": the log from position [0-9]+")
        position = served.post()
        message = stream.message()
    assert (int(message["id"]), message["event"]) == (position, "person.registered")
    assert "某人" not in orjson.dumps(message["data"]).decode()


def test_who_may_not_see_an_event_is_told_only_how_far_the_log_is(served: Served) -> None:
    head = served.c.system.log.position()
    with served.stream(NEIGHBOUR) as stream:
        found = int(stream.until("id: [0-9]+").removeprefix("id: "))
        assert found >= head
        position = served.post()
        assert int(stream.until("id: [0-9]+").removeprefix("id: ")) == position


def test_a_stream_ends_with_its_token(served: Served) -> None:
    head, valid = served.c.system.log.position(), timedelta(seconds=3)
    token = Issuer.of(served.c.system.settings.data).token(OFFICE, datetime.now(UTC), valid)
    began = time.monotonic()
    with served.stream(OFFICE, after=head, Authorization=f"Bearer {token}") as stream:
        stream.until(": the log from position [0-9]+")
        served.post()
        assert stream.message()["event"] == "person.registered"
        time.sleep(max(0.0, began + 5 - time.monotonic()))
        served.post()
        assert not any(line.startswith("data") for line in stream.lines)


def test_a_client_that_goes_leaves_the_server_at_work(served: Served) -> None:
    for _ in range(5):
        with served.stream(OFFICE) as stream:
            stream.message()
    assert httpx2.get(f"{served.base}/health").json() == {"status": "ok"}


def test_what_an_auditor_is_sent_as_it_goes_on_is_on_record(served: Served) -> None:
    """SYS-22; and his own reading does not set off another record."""
    log = served.c.system.log
    with served.stream(AUDITOR, log.position()) as stream:
        for _ in range(2):
            posted = served.post()
            while int(stream.message()["id"]) != posted:
                pass
            time.sleep(2 * POLL_SECONDS)
            known = [r.event.known for r in log.read(posted, 100) if r.name == AuditQueryRun.name]
            assert len(known) == 1
            assert known[0] >= posted

"""SYS-22: whatever an auditor is answered is on record; all audit questions in one call."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import orjson
import pytest
from click.testing import CliRunner

from domain.audit import AuditQueryRun
from domain.kernel import Actor, Aggregate
from domain.roles import Role
from interfaces.cli.main import main
from interfaces.questions import OF_AUDIT
from tests.county import County
from tests.interfaces.stories import Teller
from tests.interfaces.test_reading import addresses, records

AUDITOR: Final = Actor(Role.AUD, UUID(int=0xA0D), None, None, ("county",))
TOWN: Final = Actor(Role.TOWN, UUID(int=0x70), None, None, ("county",))
CLOSED: Final = "/v1/questions/cases-closed-without-feedback"


@pytest.fixture(scope="module")
def known(teller: Teller) -> Mapping[Aggregate[Any], list[UUID]]:
    return records(teller.c)


def asked(c: County, path: str, actor: Actor = AUDITOR) -> list[Any]:
    """What the log holds more after somebody read there."""
    before = c.system.log.position()
    c.http.get(path, headers=c.headers(actor))
    return c.system.log.read(before, 10)


def test_every_read_of_an_auditor_is_an_event_and_nobody_elses_is(
    known: Mapping[Aggregate[Any], list[UUID]], c: County
) -> None:
    """SYS-22: every audit query is itself logged."""
    for address in addresses(c, known, most=1):
        assert asked(c, address, TOWN) == []
        [run] = asked(c, address)
        assert run.name == AuditQueryRun.name
        assert run.event.question == address.partition("?")[0]
        assert (run.actor.role, run.actor.person) == (Role.AUD, AUDITOR.person)


def test_what_he_named_is_sealed_and_the_moment_told(c: County) -> None:
    [run] = asked(c, f"{CLOSED}?year=2022&community=FC01&as_of=300")
    assert run.event.known == 300
    assert all(text.startswith("sealed:") for text in run.event.asked)
    opened = [c.system.vault.opened(text, run.stream) for text in run.event.asked]
    assert opened == ["year=2022", "community=FC01", "as_of=300"]
    c.settle()
    [entry] = c.ledger("L-AUDIT", record=str(run.stream))
    assert (entry["event"], entry["person"]) == ("audit_query.run", str(AUDITOR.person))
    [run] = asked(c, CLOSED)
    assert run.event.known == run.position - 1


def test_every_page_counts_for_a_cursor_is_easily_made_up(c: County) -> None:
    first = c.http.get("/v1/ledgers/L-AUDIT?limit=1", headers=c.headers(TOWN)).json()
    [run] = asked(c, f"/v1/ledgers/L-AUDIT?limit=1&cursor={first['next']}")
    assert run.event.question == "/v1/ledgers/L-AUDIT"


def test_whether_there_are_such_rows_is_an_answer_too(c: County) -> None:
    """Asking on and on why, by one column after the other, is as good as reading."""
    for path, status in (("FC01", 400), ("FC99", 404)):
        address = f"/v1/ledgers/L-CASE/why?community={path}"
        [run] = asked(c, address)
        assert run.event.question == "/v1/ledgers/L-CASE/why"
        assert c.http.get(address, headers=c.headers(AUDITOR)).status_code == status


@pytest.mark.parametrize(
    "path",
    [
        f"{CLOSED}?nonsense=1",
        f"{CLOSED}?community={'x' * 300}",
        f"{CLOSED}?as_of=999999999",
        "/v1/questions/who-is-the-best",
        f"/v1/cases/{UUID(int=1)}",
        "/v1/ledgers/L-CASE?limit=0",
    ],
)
def test_what_is_not_answered_is_not_on_record(c: County, path: str) -> None:
    assert asked(c, path) == []
    assert 400 <= c.http.get(path, headers=c.headers(AUDITOR)).status_code < 500


def test_all_audit_questions_are_answered_in_one_call(c: County) -> None:
    """Each as if it were asked alone; in one event."""
    [run] = asked(c, "/v1/audit/2022")
    assert run.event.question == "/v1/audit/2022"
    c.settle()
    at = c.system.log.position()
    whole = c.get("audit/2022", TOWN, as_of=at, limit=7)
    assert (whole["year"], whole["position"]) == (2022, at)
    assert [each["question"] for each in whole["answers"]] == list(OF_AUDIT)
    assert len(OF_AUDIT) == 13
    for each in whole["answers"]:
        alone = c.get(f"questions/{each['question']}", TOWN, as_of=at, limit=7, year=2022)
        assert (each["rows"], each["title"]) == (alone["rows"], alone["title"]), each["question"]
        assert (each["next"] is None) == (alone["next"] is None)
    assert sum(bool(each["rows"]) for each in whole["answers"]) > 4


def test_the_command_line_audits_a_year(teller: Teller) -> None:
    data = ["--data", str(teller.c.system.settings.data)]
    found = CliRunner().invoke(main, [*data, "--format", "json", "audit", "2022"])
    told = [orjson.loads(line) for line in found.stdout.splitlines()]
    assert [each["question"] for each in told] == list(OF_AUDIT)
    shown = CliRunner().invoke(main, [*data, "audit", "2022"])
    assert shown.exit_code == 0, shown.output
    assert all(f"\n{name}: " in shown.stdout for name in OF_AUDIT)

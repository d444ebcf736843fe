"""Every operation of the OpenAPI file, asked nonsense: no 5xx, and a refusal writes nothing.

GONGZHI_EXAMPLES: requests an operation (3 by default, for CI's sake).
"""

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from domain.audit import AuditQueryRun
from domain.registry import COMMANDS
from domain.roles import Role
from tests.county import County, app_over, county

EXAMPLES = int(os.environ.get("GONGZHI_EXAMPLES", "3"))
ENDLESS = "/v1/log/stream"


@schemathesis.serializer("application/x-ndjson")
def ndjson(ctx: Any, value: Any) -> bytes:
    return value.encode() if isinstance(value, str) else b""


@pytest.fixture(scope="module")
def c(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    with county(tmp_path_factory.mktemp("fuzz")) as found:
        yield found


def asker(operation: Any) -> Role:
    """Somebody whose role may issue the command, so that more than the door is tried."""
    kind = COMMANDS.get(operation.definition.raw.get("operationId", ""))
    return min(kind.who - {Role.SYS}) if kind else Role.AUD


def fuzzed(c: County, operation: Any, answers: Counter[int]) -> None:
    """Asks one operation many things."""
    headers = c.headers(asker(operation))

    @settings(
        max_examples=EXAMPLES,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def asked(case: Any) -> None:
        before = c.system.log.position()
        answer = case.call(headers=headers)
        answers[answer.status_code] += 1
        assert answer.status_code < 500, (case.method, case.path, answer.text)
        if answer.status_code >= 400:
            # That there is no such row, or that there are several, tells an auditor something.
            written = {event.name for event in c.system.log.read(before, 10)}
            seen = {AuditQueryRun.name} if case.method == "GET" else set()
            assert written <= seen, (case.method, case.path)
            assert answer.headers["content-type"][0].startswith("application/problem+json")
            assert answer.json()["code"]

    asked()


def test_no_operation_breaks_and_no_refusal_writes(c: County) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", app_over(c.system))
    operations = [found.ok() for found in schema.get_all_operations()]
    answers: Counter[int] = Counter()
    for operation in operations:
        if operation.path != ENDLESS:
            fuzzed(c, operation, answers)
    assert len(operations) > 140
    assert sum(answers.values()) >= len(operations)

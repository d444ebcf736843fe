"""A query pinned to a checkpoint: answered only by the log that was signed then (SYS-22)."""

from typing import Final

import orjson
from click.testing import CliRunner

from application.proof.checking import Checkpoint, base64_of
from domain.kernel import Actor
from domain.roles import Role
from interfaces.cli.main import main
from tests.county import COUNTY, County
from tests.interfaces.stories import Teller

OFFICE: Final = Actor(Role.EVO, None, None, None, COUNTY)


def pin(checkpoint: Checkpoint, root: bytes | None = None) -> str:
    return f"{checkpoint.size}@{base64_of(root or checkpoint.root)}"


def asked(c: County, path: str, as_of: str) -> tuple[int, dict[str, object]]:
    answer = c.http.get(f"/v1/{path}", params={"as_of": as_of}, headers=c.headers(OFFICE))
    return answer.status_code, answer.json()


def test_it_is_answered_as_of_the_checkpoint_and_again_the_same(teller: Teller) -> None:
    c = teller.c
    c.settle()
    signed = c.system.tlog.sign()
    for path in ("ledgers/L-CASE", "scores/2022", "questions/cases-closed-without-feedback", "log"):
        status, body = asked(c, path, pin(signed))
        assert (status, body) == asked(c, path, str(signed.size)), path
        assert status == 200
    for spelt in (pin(signed).rstrip("="), pin(signed).replace("+", "-").replace("/", "_")):
        assert asked(c, "ledgers/L-CASE", spelt)[0] == 200


def test_a_log_that_is_not_what_was_signed_does_not_answer(c: County) -> None:
    signed = c.system.tlog.sign()
    other = bytes([signed.root[0] ^ 1]) + signed.root[1:]
    status, body = asked(c, "ledgers/L-CASE", pin(signed, other))
    assert (status, body["code"]) == (409, "another_history")
    earlier = f"{signed.size - 1}@{base64_of(signed.root)}"
    assert asked(c, "ledgers/L-CASE", earlier)[1]["code"] == "another_history"
    beyond = f"{signed.size + 10**6}@{base64_of(signed.root)}"
    status, body = asked(c, "ledgers/L-CASE", beyond)
    assert (status, body["code"]) == (400, "moment_not_reached")
    for wrong in (f"{signed.size}@", f"@{base64_of(signed.root)}", f"{signed.size}@abc"):
        assert asked(c, "ledgers/L-CASE", wrong)[1]["code"] == "bad_moment"


def test_on_the_command_line_too(teller: Teller) -> None:
    c = teller.c
    c.settle()
    signed = c.system.tlog.sign()
    data = ["--data", str(c.system.settings.data), "--format", "json", "ledger", "L-CASE"]
    pinned = CliRunner().invoke(main, [*data, "--as-of", pin(signed)])
    assert pinned.exit_code == 0, pinned.output
    plain = CliRunner().invoke(main, [*data, "--as-of", str(signed.size)])
    assert pinned.stdout == plain.stdout
    assert all(orjson.loads(line) for line in pinned.stdout.splitlines())
    forged = CliRunner().invoke(main, [*data, "--as-of", pin(signed, bytes(32))])
    assert (forged.exit_code, "another_history" in forged.stderr) == (3, True)

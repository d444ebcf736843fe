"""A read side whose files were removed while it was read."""

from pathlib import Path

from domain.roles import Role
from tests.county import county


def test_a_read_side_that_is_gone_is_no_bug(tmp_path: Path) -> None:
    with county(tmp_path) as c:
        c.settle()
        with c.system.epochs.opened() as opened:
            opened.store.engine.dispose()
        for file in tmp_path.glob("read*"):
            file.unlink()
        for path in ("/v1/ledgers/L-CASE", "/ready", "/v1/scores/2022"):
            answer = c.http.get(path, headers=c.headers(Role.AUD))
            assert (answer.status_code, answer.json()["code"]) == (503, "read_side_unavailable")
            assert answer.headers["Retry-After"]

"""The API over PostgreSQL is the API over SQLite: the same requests, the same answers."""

from pathlib import Path
from typing import Any

import pytest

from domain.roles import Role
from interfaces.ledgers import ASKED, titles
from tests.conftest import PostgresSchema
from tests.county import County, county
from tests.interfaces.stories import STORIES, Teller, records

YEAR = 2022
READS = (f"scores/{YEAR}?limit=1000", f"eligibility/{YEAR}?limit=1000", "rulesets", "approvals")


def told(folder: Path, database: dict[str, str]) -> dict[str, Any]:
    """All that can be read after every example of the OpenAPI file was posted."""
    with county(folder, database) as c:
        teller = Teller(c)
        for story in STORIES:
            story(teller)
        found = {path: read(c, path) for path in addresses(c)}
        c.system.rebuild()  # raises where the rows are others
        return found


def addresses(c: County) -> list[str]:
    ledgers = [
        f"ledgers/{name}?limit=1000" + (f"&year={YEAR}" if name in ASKED else "")
        for name, *_ in titles()
    ]
    then = [f"{path}&as_of=200" for path in ledgers]
    histories = [f"{a.collection}/{id}/history" for a, ids in records(c).items() for id in ids]
    return [*ledgers, *then, *READS, "log?limit=1000", *histories]


def read(c: County, path: str) -> Any:
    c.settle()  # what the auditor asked before is on record, and seen
    answer = c.http.get(f"/v1/{path}", headers=c.headers(Role.AUD))
    assert answer.status_code == 200, (path, answer.text)
    return answer.json()


def test_every_example_posted_to_either_store_leaves_the_same_behind(
    tmp_path_factory: pytest.TempPathFactory, postgres_url: PostgresSchema
) -> None:
    database = {"GONGZHI_DATABASE_URL": postgres_url.url, "GONGZHI_SCHEMA": postgres_url.schema}
    sqlite = told(tmp_path_factory.mktemp("sqlite"), {})
    postgres = told(tmp_path_factory.mktemp("postgres"), database)
    assert sqlite.keys() == postgres.keys()
    for path, answer in sqlite.items():
        assert postgres[path] == answer, path

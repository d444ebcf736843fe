"""No personal value is in clear in anything the product writes, whatever was asked (DESIGN 3, 9).

The stories put marked values into every sealed field of every command; then every byte of the
data folder, its journals included, and every row of the database is searched for the marks.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from application.sealing import sealed_fields
from application.vault import PREFIX
from domain.identifiers import citizen_check
from domain.registry import COMMANDS, EVENTS
from domain.roles import Role
from interfaces.ledgers import ASKED, STORED
from tests.conftest import PostgresSchema
from tests.county import County, county
from tests.histories import NUMBERS, PHONE, SECRET
from tests.interfaces.stories import STORIES, Teller
from tests.shapes import Shape, fields_of

# How a text may lie in a file: as it is, as JSON or a URL writes it, in other encodings, as hex.
WAYS = {
    way
    for mark in (SECRET, PHONE, NUMBERS, "王书记")
    for way in (
        mark.encode(),
        mark.encode("utf-16-le"),
        mark.encode("gb18030"),
        mark.encode("unicode_escape"),
        "".join(f"%{byte:02X}" for byte in mark.encode()).encode(),
        mark.encode().hex().encode(),
    )
}


class Marking(Teller):
    """Tells the stories with a mark in every text about people, and makes up who they are."""

    def body(self, name: str) -> dict[str, Any]:
        shapes, body = fields_of(COMMANDS[name]), super().body(name)
        if name == "person.register":
            digits = f"{NUMBERS}{self.c.system.log.position() % 1000:03d}"
            body["identity_number"] = digits + citizen_check(digits)
        return {field: marked(shapes[field], value) for field, value in body.items()}


def marked(shape: Shape, value: Any) -> Any:
    text = next((p for p in shape.parts if p.sealed), shape) if shape.optional else shape
    if not text.sealed or not isinstance(value, str) or value.startswith(NUMBERS):
        return value
    return SECRET + value if text.pattern is None else PHONE


@pytest.fixture(params=["sqlite", "postgresql"])
def played(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[County, Path, bytes]]:
    """A county in use, its folder, and what is in its database."""
    found: PostgresSchema | None = None
    database = {}
    if request.param == "postgresql":
        found = request.getfixturevalue("postgres_url")
        database = {"GONGZHI_DATABASE_URL": found.url, "GONGZHI_SCHEMA": found.schema}
    with county(tmp_path, database) as c:
        teller = Marking(c)
        for story in STORIES:
            story(teller)
        c.system.rebuild()
        read_all(c)
        yield c, tmp_path, b"".join(rows_of(found)) if found else b""


def read_all(c: County) -> None:
    """What reading may leave behind: every ledger, every record as its own people see it."""
    for path in ("ledgers", "log", "scores/2022", "eligibility/2022"):
        assert c.http.get(f"/v1/{path}", headers=c.headers(Role.AUD)).status_code == 200
    for name in (*STORED, *ASKED):
        c.http.get(f"/v1/ledgers/{name}", headers=c.headers(Role.AUD))
    read = c.get(f"persons/{c.secretary}/history", Role.COD, purpose="ASSESSMENT")
    assert "王书记" in str(read)


def rows_of(found: PostgresSchema) -> Iterator[bytes]:
    """Every row of every table that is not PostgreSQL's own."""
    with psycopg.connect(found.url) as connection:
        tables = connection.execute(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables"
            " WHERE schemaname LIKE %s",
            (f"{found.schema}%",),
        ).fetchall()
        assert len(tables) > 20
        for (table,) in tables:
            for (row,) in connection.execute(f"SELECT t::text FROM {table} AS t"):
                yield row.encode() + b"\n"


def test_no_personal_value_is_in_clear_anywhere(
    played: tuple[County, Path, bytes],
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    c, folder, rows = played
    files = [path for path in folder.rglob("*") if path.is_file()]
    said = caplog.text + "".join(capfd.readouterr())
    places = {str(path): path.read_bytes() for path in files} | {"rows": rows, "log": said.encode()}
    assert sum(map(len, places.values())) > 300_000
    for place, content in places.items():
        assert not [way for way in WAYS if way in content], place
    it_was_there_to_be_found(c)


def it_was_there_to_be_found(c: County) -> None:
    """The marks were taken in, by most of the fields there are, and who has the key reads them."""
    marked, marks = set(), set()
    for recorded in c.system.log.read(0, 100_000):
        for name in sealed_fields(EVENTS[recorded.name]):
            value = getattr(recorded.event, name)
            if isinstance(value, str) and value.startswith(PREFIX):
                text = c.system.vault.opened(value, recorded.stream) or ""
                found = {mark for mark in (SECRET, PHONE, NUMBERS) if mark in text}
                if found:
                    marked.add((recorded.name, name))
                    marks |= found
    every = {(name, field) for name, kind in EVENTS.items() for field in sealed_fields(kind)}
    assert marks == {SECRET, PHONE, NUMBERS}
    assert len(marked) >= len(every) * 0.75, sorted(every - marked)

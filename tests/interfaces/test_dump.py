"""`gongzhi dump`, and ledgers as Parquet."""

import csv
import io
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from domain.roles import Role
from interfaces.cli import dumping
from interfaces.cli.main import main
from interfaces.http.reading import PARQUET
from interfaces.ledgers import ASKED, titles
from interfaces.rendering import cell
from tests.county import County

YEAR = 2022


def dumped(c: County, *words: str) -> Result:
    argv = ["--data", str(c.system.settings.data), "dump", *words]
    return CliRunner().invoke(main, argv, env={"GONGZHI_LANG": "en"})


@pytest.mark.parametrize("name", [name for name, *_ in titles()])
def test_a_ledger_in_parquet_is_the_ledger(c: County, name: str) -> None:
    params: dict[str, Any] = {"limit": 1000} | ({"year": YEAR} if name in ASKED else {})
    rows = c.get(f"ledgers/{name}", **params)["rows"]
    answer = c.http.get(
        f"/v1/ledgers/{name}", params=params, headers=c.headers(Role.AUD) | {"Accept": PARQUET}
    )
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, PARQUET)
    table = pq.read_table(io.BytesIO(answer.content))
    assert not [field for field in table.schema if pa.types.is_floating(field.type)]
    found = table.to_pylist()
    assert len(found) == len(rows)
    for one, other in zip(found, rows, strict=True):
        assert one.keys() == other.keys()
        for column, value in other.items():
            assert same(one[column], value), (column, one[column], value)


def same(found: Any, plain: Any) -> bool:
    """Whether a typed value is what the page of JSON says."""
    match found:
        case Decimal():
            return Fraction(found) == Fraction(plain)
        case None | bool() | int() | list():
            return bool(found == plain)
        case str():
            return found == (plain if isinstance(plain, str) else cell(plain))
        case datetime():
            return found == datetime.fromisoformat(plain)
        case _:
            return bool(found.isoformat() == plain)


def test_points_and_moments_have_their_types(c: County) -> None:
    headers = c.headers(Role.AUD) | {"Accept": PARQUET}
    found = pq.read_table(
        io.BytesIO(c.http.get("/v1/ledgers/L-SCORE", headers=headers).content)
    ).schema
    assert pa.types.is_decimal(found.field("points").type)
    assert pa.types.is_int64(found.field("computed_at").type)
    cases = pq.read_table(
        io.BytesIO(c.http.get("/v1/ledgers/L-CASE", headers=headers).content)
    ).schema
    assert cases.field("reported_at").type == pa.timestamp("us", "UTC")
    assert cases.field("reported_on").type == pa.date32()
    assert cases.metadata[b"gongzhi.position"]


def test_a_ledger_of_many_pages_is_written_whole(
    c: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dumping, "ROWS_AT_ONCE", 7)
    rows = c.ledger("L-AUDIT")
    whole = c.system.log.position()
    parquet, text = tmp_path / "audit.parquet", tmp_path / "audit.csv"
    for out in (parquet, text):
        assert dumped(c, "L-AUDIT", str(out), "--as-of", str(whole)).exit_code == 0
    table = pq.read_table(parquet)
    times = [moment.isoformat() for moment in table["recorded_at"].to_pylist()]
    assert times[: len(rows)] == [row["recorded_at"] for row in rows]
    assert pq.ParquetFile(parquet).num_row_groups > 10
    lines = list(csv.DictReader(io.StringIO(text.read_text())))
    assert [line["recorded_at"] for line in lines] == times


def test_the_log_is_written_as_cloud_events_up_to_a_moment(c: County, tmp_path: Path) -> None:
    out = tmp_path / "log.ndjson"
    assert dumped(c, "log", str(out), "--as-of", "77").exit_code == 0
    found = list(map(orjson.loads, out.read_bytes().splitlines()))
    assert [event["id"] for event in found] == [str(n) for n in range(1, 78)]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("cases cases.csv", 2),
        ("L-CASE cases.xes", 2),
        ("log log.txt", 2),
        ("nothing out.xes", 2),
        ("cases cases.xes --as-of 99999999", 6),
        ("L-OVERDUE out.csv --year 2022", 0),
        ("L-REG out.csv --year 2031", 3),
    ],
)
def test_what_cannot_be_written_leaves_nothing_behind(
    c: County, words: str, code: int, tmp_path: Path
) -> None:
    what, out, *more = words.split()
    found = dumped(c, what, str(tmp_path / out), *more)
    assert found.exit_code == code, found.output
    assert len(list(tmp_path.iterdir())) == (code == 0)

"""DESIGN 4: the answer as of position p is the answer of a rebuild from the log cut at p, of every
GET of the OpenAPI file.

GONGZHI_EXAMPLES: positions to cut at (2 by default, for CI's sake).
"""

import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from domain.kernel import Actor, derived_id
from domain.roles import Role
from interfaces.ledgers import titles
from interfaces.questions import KNOWN
from interfaces.system import LOG, Settings, System
from tests.county import COUNTY, Clock, County
from tests.interfaces.stories import Teller, records
from tests.interfaces.test_moments import OF_NO_MOMENT, reads
from tests.interfaces.test_reading import of_a_year

EXAMPLES: Final = int(os.environ.get("GONGZHI_EXAMPLES", "2"))
OF_EACH_KIND: Final = 2  # records, sheets
NOBODY: Final = derived_id("test", "nobody")
# Not an auditor: what one asks is recorded.
READER: Final = Actor(Role.PIO, NOBODY, None, None, COUNTY)


@contextmanager
def cut(c: County, position: int, folder: Path) -> Iterator[County]:
    """A county whose log ends at a position, at the time of its last event."""
    shutil.copytree(
        c.system.settings.data, folder, ignore=lambda _, names: [n for n in names if "read" in n]
    )
    [last] = c.system.log.read(position - 1, 1)
    with closing(sqlite3.connect(folder / LOG)) as db:
        db.execute("DELETE FROM stored_events WHERE rowid > ?", (position,))
        db.commit()
    clock = Clock(last.recorded_at)
    with System(Settings.of({}, folder), clock) as system:
        system.catch_up()
        assert system.log.position() == position
        yield County(system, clock)


def addresses(c: County, position: int, luck: random.Random) -> Iterator[str]:
    """Some of every GET that is of a moment, of what there was at a position and of what came."""
    known = records(c)
    subjects = [row["subject"] for row in c.get("scores/2022", limit=1000)["scores"]]
    earlier = luck.randint(1, position)
    for path in sorted(reads(c).keys() - OF_NO_MOMENT.keys()):
        yield from _filled(c, path, known, subjects, earlier, luck)


def _filled(
    c: County, path: str, known: Any, subjects: list[str], earlier: int, luck: random.Random
) -> Iterator[str]:
    at, year = path.replace("{year}", "2022"), "?year=2022&limit=1000"
    if "{collection}" in at:
        for aggregate, ids in known.items():
            for id in luck.sample(ids, min(OF_EACH_KIND, len(ids))):
                yield at.replace("{collection}", aggregate.collection).replace("{id}", str(id))
    elif "{subject}" in at:
        chosen = luck.sample(subjects, OF_EACH_KIND)
        yield from (at.replace("{subject}", subject) for subject in chosen)
    elif "/exports/{id}" in at:
        exports = next(ids for kind, ids in known.items() if kind.collection == "exports")
        yield from (at.replace("{id}", str(id)) for id in exports)
    elif path.endswith("/compare"):
        names = [n for n, *_ in titles()] if "{name}" in at else [""]
        chosen = luck.sample(names, min(8, len(names)))
        yield from (f"{at.replace('{name}', n)}?as_of_before={earlier}" for n in chosen)
    elif path.endswith("/readers"):
        yield from (
            at.replace("{name}", "L-CASE") + f"?key={row['case']}"
            for row in luck.sample(c.ledger("L-CASE"), OF_EACH_KIND)
        )
    elif path.endswith("/ledgers/{name}/why"):
        cases = luck.sample(c.ledger("L-CASE"), OF_EACH_KIND)
        yield from (at.replace("{name}", "L-CASE") + f"?case={row['case']}" for row in cases)
    elif "/questions/" in at:
        yield from (at.replace("{name}", name) + year for name in KNOWN)
    elif "{name}" in at:
        for name, *_ in titles():
            yield at.replace("{name}", name) + (year if of_a_year(name) else "?limit=1000")
    else:
        yield at


def answer(c: County, address: str, as_of: int | None) -> tuple[int, Any]:
    joint = "&" if "?" in address else "?"
    asked = address if as_of is None else f"{address}{joint}as_of={as_of}"
    found = c.http.get(asked, headers=c.headers(READER))
    if found.headers["content-type"].startswith("application/link-format"):
        return found.status_code, found.text
    body = found.json()
    if isinstance(body, dict) and body.get("next") is not None and "head" not in body:
        body["next"] = "a cursor, which names its moment"
    return found.status_code, body


@pytest.mark.parametrize("seed", range(EXAMPLES))
def test_as_of_a_position_is_a_rebuild_from_the_log_cut_there(
    teller: Teller, tmp_path: Path, seed: int
) -> None:
    c = teller.c
    c.settle()
    luck = random.Random(seed)
    position = luck.randint(200, c.system.log.position())
    found = list(addresses(c, position, luck))
    whole = {address: answer(c, address, position) for address in found}
    with cut(c, position, tmp_path / "cut") as less:
        for address, known in whole.items():
            assert answer(less, address, None) == known, (address, position)
    answered = [status for status, _ in whole.values()]
    assert answered.count(200) > len(answered) / 2

"""Every figure that was published follows from the events once more, or is told (DESIGN 5).

Whoever has the database and the key of the log can sign whatever he likes: what he cannot make is
a figure that the events do not give.
"""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest
from click.testing import CliRunner, Result

from interfaces.cli.main import main
from tests.county import county
from tests.examples import cycle
from tests.examples.test_honours import conferred, the_fourth_service_is_false

FIGURES: Final = {
    "score_book.recorded", "cycle.scores_computed", "honour_nomination.eligibility_checked",
    "honour_programme.quota_fixed", "export.prepared",
}  # fmt: skip


@pytest.fixture(scope="module")
def assessed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """EX-06: scores with and without ballots, reopened, a title conferred, a package delivered."""
    folder = tmp_path_factory.mktemp("county")
    with county(folder) as c:
        who, _, _, _ = conferred(c)
        the_fourth_service_is_false(c, who)
        cycle.finalised(c, "2023-03-17 09:00")
    return folder


def typed(data: Path, words: str) -> Result:
    return CliRunner().invoke(
        main, ["--data", str(data), *words.split()], env={"GONGZHI_LANG": "en"}
    )


def published(data: Path) -> dict[str, list[int]]:
    with closing(sqlite3.connect(data / "log.db")) as log:
        rows = log.execute("SELECT rowid, topic FROM stored_events ORDER BY rowid").fetchall()
    return {name: [at for at, topic in rows if topic == name] for name in FIGURES}


def copied(folder: Path, to: Path) -> Path:
    """What a liar needs of it."""
    to.mkdir()
    for name in ("log.pem", "master.key"):
        (to / name).write_bytes((folder / name).read_bytes())
    with (
        closing(sqlite3.connect(folder / "log.db")) as old,
        closing(sqlite3.connect(to / "log.db")) as new,
    ):
        old.backup(new)
    return to


def test_every_published_figure_is_made_again(assessed: Path, tmp_path: Path) -> None:
    positions = published(assessed)
    assert all(positions.values()), "each kind of figure is published in this year"
    count = sum(map(len, positions.values()))
    typed(assessed, "checkpoint")
    found = typed(assessed, "verify")
    assert (found.exit_code, f"the {count} figures" in found.stderr) == (0, True), found.output
    out = tmp_path / "log.zip"
    typed(assessed, f"bundle {out}")
    found = typed(tmp_path / "nowhere", f"verify {out} --format json")
    assert found.exit_code == 0, found.output
    assert json.loads(found.stdout)["figures"] == count


def lied(data: Path, name: str, lie: dict[str, Any]) -> int:
    """Changes the last figure of a kind, and signs the log anew."""
    position = published(data)[name][-1]
    with closing(sqlite3.connect(data / "log.db")) as log, log:
        of = "FROM stored_events WHERE rowid=?"
        [[stored]] = log.execute(f"SELECT state {of}", (position,)).fetchall()
        event = json.loads(stored)
        event["data"] |= lie
        # The time stays first, as the log has it.
        text = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
        log.execute("UPDATE stored_events SET state=? WHERE rowid=?", (text.encode(), position))
        log.execute("DELETE FROM checkpoints")
        log.execute("DELETE FROM log_keys")
    return position


@pytest.mark.parametrize(
    ("name", "lie", "field"),
    [
        ("score_book.recorded", {"total": "99.00"}, "total"),
        ("score_book.recorded", {"bars": ["V-ANY-PI"]}, "bars"),
        ("cycle.scores_computed", {"digest": "0" * 64}, "digest"),
        ("cycle.scores_computed", {"count": 7}, "count"),
        ("honour_nomination.eligibility_checked", {"eligible": True}, "eligible"),
        ("honour_programme.quota_fixed", {"base": 4711}, "base"),
        ("export.prepared", {"digest": "0" * 64}, "digest"),
        ("export.prepared", {"position": 9}, "export.prepared"),
    ],
)
def test_a_figure_that_the_events_do_not_give_is_named(
    assessed: Path, tmp_path: Path, name: str, lie: dict[str, Any], field: str
) -> None:
    data = copied(assessed, tmp_path / "lying")
    position = lied(data, name, lie)
    assert typed(data, "checkpoint").exit_code == 0
    found = typed(data, "verify")
    assert (found.exit_code, found.stdout) == (8, ""), found.output
    assert "[figure_differs]" in found.stderr
    assert f"position {position}: {name}" in found.stderr
    assert field in found.stderr


def test_a_score_that_was_left_out_is_missed(assessed: Path, tmp_path: Path) -> None:
    """And the positions of all that follows moved up."""
    data = copied(assessed, tmp_path / "lying")
    position = published(data)["score_book.recorded"][-1]
    with closing(sqlite3.connect(data / "log.db")) as log, log:
        log.execute("DELETE FROM stored_events WHERE rowid=?", (position,))
        log.execute("UPDATE stored_events SET rowid=1-rowid WHERE rowid>?", (position,))
        log.execute("UPDATE stored_events SET rowid=-rowid WHERE rowid<0")
        log.execute("DELETE FROM checkpoints")
    typed(data, "checkpoint")
    found = typed(data, "verify")
    assert (found.exit_code, "[figure_differs]" in found.stderr) == (8, True), found.output

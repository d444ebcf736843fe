"""`gongzhi drift`: what was published, and what the log says now."""

from collections.abc import Iterator
from typing import Any

import click

from domain.kernel import SYSTEM
from interfaces.cli.ledgers import AS_OF, moment
from interfaces.cli.output import show
from interfaces.cli.scores import YEAR
from interfaces.cli.system import opened
from interfaces.drift import drifted, drifted_body
from projections.drift import BARRED, CLEAR

BARS = {True: BARRED, False: CLEAR}


@click.command()
@YEAR
@AS_OF
@click.pass_obj
def drift(obj: dict[str, Any], year: int, as_of: str | None) -> None:
    """Every difference between the published scores of a year and what is known now.

    \b
    gongzhi drift 2022                                      公布成绩与现在所知的差异
    gongzhi drift 2022 --as-of 2023-04-01T00:00:00+08:00    截至某一时点
    gongzhi --format json drift 2022                        连同每项差异的原因
    """
    with opened(obj) as system:
        position, _ = moment(system, as_of)
        with system.readside.at(position) as snapshot:
            found = [
                drifted_body(system, SYSTEM, snapshot, each)
                for each in drifted(system, snapshot, year)
            ]
    show(found if obj["how"] == "json" else list(_flat(found)), obj["how"])


def _flat(found: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """One row a line or bar, its causes as text."""
    for subject in found:
        for each in (*subject["lines"], *subject["bars"]):
            causes = (f"{cause['event']}@{cause['position']}" for cause in each["causes"])
            of_bar = "rule" in each
            yield {
                "subject": subject["subject"],
                "kind": subject["kind"],
                "line": each["rule"] if of_bar else each["line"],
                "published": BARS[each["published"]] if of_bar else each["published"],
                "now": BARS[each["now"]] if of_bar else each["now"],
                "causes": " ".join(causes),
            }

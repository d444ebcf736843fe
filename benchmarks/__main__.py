"""python -m benchmarks [--quick] [name ...]: ours against a peer or a floor, as a table."""

import argparse
import sys
from collections.abc import Sequence
from itertools import chain
from typing import Final

from benchmarks import commands, memory, pages, proving, reading, stock_projection, web
from benchmarks.harness import Bench, Benchmark, Result

PARTS: Final = (commands, reading, stock_projection, pages, memory, proving, web)
BENCHMARKS: Final = tuple(chain(*(part.BENCHMARKS for part in PARTS)))
HEADINGS: Final = ("benchmark", "what", "ours", "against", "", "unit", "ratio", "budget", "")
IDLE_LOAD_MAX: Final = 0.5
RIGHT: Final = {2, 4, 6}  # columns of figures


def figure(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def cells(result: Result) -> tuple[str, ...]:
    benchmark, ratio = result.benchmark, result.ratio
    budget, verdict = "", ""
    if benchmark.least is not None:
        budget = f">= {benchmark.least:g}"
        verdict = "" if ratio is None else "met" if ratio >= benchmark.least else "MISSED"
    elif benchmark.most is not None:
        budget = f"<= {benchmark.most:g}"
        verdict = "" if ratio is None else "met" if ratio <= benchmark.most else "MISSED"
    return (
        benchmark.name,
        benchmark.what,
        figure(result.ours),
        benchmark.against,
        figure(result.peer),
        benchmark.unit,
        figure(ratio),
        budget,
        verdict,
    )


def table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column in RIGHT else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def chosen(names: Sequence[str]) -> list[Benchmark]:
    """All, or those with one of `names` in their name."""
    found = [b for b in BENCHMARKS if not names or any(name in b.name for name in names)]
    if not found:
        sys.exit(f"There is no such benchmark. There are: {', '.join(b.name for b in BENCHMARKS)}")
    return found


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    arguments.add_argument("--quick", action="store_true", help="only see that all of them run")
    arguments.add_argument("name", nargs="*", help="part of a benchmark's name")
    asked = arguments.parse_args()
    with Bench(quick=asked.quick) as bench:
        rows: list[Sequence[str]] = [HEADINGS]
        for benchmark in chosen(asked.name):
            print(f"... {benchmark.name}", file=sys.stderr, flush=True)
            rows.append(cells(benchmark.run(bench)))
        print(table(rows))
        print(f"\n{bench.machine()}")
        if bench.load > IDLE_LOAD_MAX:
            print("Other work ran beside it: a commit waits for a turn, not for the disk. As root,")
            print("`chrt -r 5 python -m benchmarks` takes the turn.")
    if asked.quick:
        print("A quick run: it shows that all of them work, not how fast they are.")


if __name__ == "__main__":
    main()

"""How much memory a rebuild takes of a log that does not fit into it."""

import re
import resource
import subprocess
import sys
from pathlib import Path
from typing import Final

from benchmarks.harness import Bench, Benchmark
from benchmarks.product import many_years
from interfaces.system import Settings, System

COPIES: Final = 301  # of a community's year: some 5,000,000 events
BUDGET_MB: Final = 500


def rebuild_memory(bench: Bench) -> float:
    """The most that the process that folds and the one that writes ever held, in MB."""
    folder = many_years(bench, 2 if bench.quick else COPIES)
    command = [sys.executable, "-m", "benchmarks.memory", str(folder)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    print(f"    {said.strip()}", file=sys.stderr)
    found = re.search(r"([0-9.]+) MB", said)
    assert found is not None
    return float(found.group(1))


def main(folder: Path) -> None:
    with System(Settings.of({}, folder)) as system:
        certificate = system.rebuild()
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = sum(resource.getrusage(each).ru_maxrss for each in both) / 1024
    passed = (certificate.finished - certificate.started).total_seconds()
    print(f"{certificate.events:,} events in {passed:,.0f} s, {used:.0f} MB")


BENCHMARKS: Final = (
    Benchmark(
        name="rebuild-memory",
        what="memory of a rebuild, SQLite, 5,000,000 events",
        against="the budget",
        peer=lambda bench: BUDGET_MB,
        ours=rebuild_memory,
        most=1,
        unit="MB",
        rounds=1,
    ),
)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

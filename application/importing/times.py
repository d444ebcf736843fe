"""Times as a foreign log writes them: by their own offset, else in the mapping's zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from application.importing.mapping import ISO_8601, Source, zone_missing
from application.importing.problems import Problem


class Unreadable(Exception):
    """It is not a time of the format that the mapping names, or a time that never was."""


class Unsure(Exception):
    """It may mean more than one moment, and the mapping does not say which."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.en)
        self.problem = problem


class Times:
    def __init__(self, source: Source) -> None:
        self._format = None if source.time == ISO_8601 else source.time
        self._zone = None if source.zone is None else ZoneInfo(source.zone)
        self._twice = source.twice

    def read(self, text: str) -> datetime:
        """In UTC. Unreadable, or Unsure."""
        try:
            if self._format is None:
                written = datetime.fromisoformat(text)
            else:
                written = datetime.strptime(text, self._format)  # noqa: DTZ007 - see _placed
            return self._placed(written, text).astimezone(UTC)
        except (ValueError, OverflowError):
            raise Unreadable(text) from None

    def _placed(self, written: datetime, text: str) -> datetime:
        if written.tzinfo is not None:
            return written
        if self._zone is None:
            raise Unsure(zone_missing(text))
        first, second = (written.replace(tzinfo=self._zone, fold=fold) for fold in (0, 1))
        if first.utcoffset() == second.utcoffset():
            return first
        if first.astimezone(UTC).astimezone(self._zone).replace(tzinfo=None) != written:
            raise Unreadable(text)  # the clocks went forward over it
        if self._twice is None:
            raise Unsure(_twice(text))
        return first if self._twice == "earlier" else second


def _twice(text: str) -> Problem:
    return Problem(
        "time_twice",
        f"时间“{text}”在时钟回拨时出现两次。请在映射文件 [source] 中写明"
        " twice = \"earlier\" 或 \"later\"。",
        f'The time "{text}" came twice, for the clocks went back. Say in the mapping under'
        ' [source] which one is meant: twice = "earlier" or "later".',
    )  # fmt: skip

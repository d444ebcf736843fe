"""Brings the cases of a foreign log in, one decision a case, as often as it takes."""

from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path
from typing import Final
from uuid import UUID

from application.authority import Forbidden
from application.handler import Handler, Instruction
from application.importing.census import Census, case_of, taken
from application.importing.mapping import LogMapping
from application.importing.problems import InvalidInput, Problem
from application.importing.results import Outcome, Result
from application.importing.source import ForeignLog, Row
from application.importing.translation import Foreign, Translator, Unfit
from application.recorded import Clock, KeyReused, LogUnavailable, LostRace, Receipt
from domain.body import BodyType, body_ref
from domain.grid import GridStatus, grid_ref
from domain.kernel import SYSTEM, Refused, derived_id, local_date

TOGETHER: Final = 50  # cases handed to the log at once


class Import:
    """One file under one mapping. InvalidInput: they contradict each other, or what is here.

    Every case has a key of its own, made of the mapping's prefix and the source's id of the case:
    whatever stopped a run, the next one repeats nothing and goes on.
    """

    def __init__(self, path: Path, mapping: LogMapping, handler: Handler, clock: Clock) -> None:
        self.log, self.mapping = ForeignLog(path, mapping), mapping
        self._handler, self._clock = handler, clock
        if missing := [*self._missing_bodies(), *self._missing_grid()]:
            raise InvalidInput(*missing)
        self.census: Census = taken(self.log, mapping)
        # All that one file brings can be found together in the log.
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        self._correlation: UUID = derived_id("import", digest)

    def run(self, *, dry_run: bool = False, limit: int | None = None) -> Iterator[Outcome]:
        """Each case once, as soon as its last row was read; the rows of one stand anywhere.

        limit: so many cases and no more, those here already not counted. LogUnavailable: run it
        again.
        """
        left = len(self.census.sizes) if limit is None else limit
        waiting: list[Foreign] = []
        for case in self._cases():
            if isinstance(case, Unfit):
                yield Outcome(case.case, Result.REFUSED, len(case.lines), problems=case.problems)
                continue
            waiting.append(case)
            if len(waiting) == min(TOGETHER, left):
                for outcome in self._tried(waiting, dry_run):
                    left -= outcome.result in (Result.IMPORTED, Result.IMPORTABLE)
                    yield outcome
                waiting = []
                if left == 0:
                    return
        yield from self._tried(waiting, dry_run)

    def _cases(self) -> Iterator[Foreign | Unfit]:
        translator = Translator(self.log, self.mapping, self._clock())
        sizes, tainted = self.census.sizes, self.census.tainted
        open_cases: dict[str, list[Row]] = {}
        for row in self.log.rows():
            case = None if self.log.malformed(row) else case_of(self.log, row)
            if not isinstance(case, str):
                continue
            rows = open_cases.setdefault(case, [])
            rows.append(row)
            if len(rows) == sizes[case]:
                del open_cases[case]
                if case in tainted:
                    problems = {rows[0].line: _tainted(tainted[case])}
                    yield Unfit(case, tuple(row.line for row in rows), problems)
                else:
                    yield translator.translated(case, rows)

    def _tried(self, cases: list[Foreign], dry_run: bool) -> Iterator[Outcome]:
        results = self._handler.handle_many(
            [
                Instruction(
                    case.command,
                    SYSTEM,
                    key=f"import:{case.command.channel_ref}",
                    correlation=self._correlation,
                    dry_run=dry_run,
                )
                for case in cases
            ]
        )
        for case, result in zip(cases, results, strict=True):
            if not isinstance(result, LogUnavailable | LostRace):
                yield _outcome(case, result, dry_run)
        for result in results:
            if isinstance(result, LogUnavailable | LostRace):
                raise result

    def _missing_bodies(self) -> Iterator[Problem]:
        mapping, today = self.mapping, local_date(self._clock())
        communities = {mapping.case.community, *mapping.words.community.values()}
        for code in sorted(communities):
            body = self._handler.look(body_ref(code))
            if body.type is not BodyType.COMMUNITY_PARTY_ORG or not body.exists_on(today):
                yield _no_community(code)
        handlers = {mapping.case.handler, *mapping.words.department.values()} - {None, ""}
        for code in sorted(filter(None, handlers)):
            if not self._handler.look(body_ref(code)).exists_on(today):
                yield _no_body(code)

    def _missing_grid(self) -> Iterator[Problem]:
        code = self.mapping.case.grid
        if code is not None:
            grid = self._handler.look(grid_ref(code))
            if grid.status is not GridStatus.ACTIVE:
                yield _no_grid(code)


def _outcome(case: Foreign, result: Receipt | Exception, dry_run: bool) -> Outcome:
    rows, first = len(case.lines), case.lines[0]
    match result:
        case Receipt(replayed=True, version=version):
            return Outcome(case.case, Result.ALREADY, rows, version, case.notes)
        case Receipt(version=version):
            done = Result.IMPORTABLE if dry_run else Result.IMPORTED
            return Outcome(case.case, done, rows, version, case.notes)
        case KeyReused():
            return Outcome(case.case, Result.REFUSED, rows, problems={first: IMPORTED_OTHERWISE})
        case Refused() | Forbidden():
            problem = Problem(result.code, result.hans, result.en)
            return Outcome(case.case, Result.REFUSED, rows, problems={first: problem})
        case _:
            raise result


IMPORTED_OTHERWISE: Final = Problem(
    "imported_otherwise",
    "此事件已按另一内容导入（文件或映射有改动），不得重复导入；请在原事件上更正。",
    "This case is here already, brought in with other content (the file or the mapping has"
    " changed). It is not imported again; correct the case itself.",
)


def _tainted(line: int) -> Problem:
    return Problem(
        "row_may_be_missing",
        f"第{line}行格数不对，可能属于此事件；请先改正该行。",
        f"Line {line} is malformed and may belong to this case; correct that line first.",
    )


def _no_community(code: str) -> Problem:
    return Problem(
        "no_such_community",
        f"没有社区{code}。请改正映射文件，或先设立：gongzhi do body.establish code={code}"
        " type=COMMUNITY_PARTY_ORG …",
        f"There is no community {code}. Correct the mapping, or establish it first:"
        f" gongzhi do body.establish code={code} type=COMMUNITY_PARTY_ORG …",
    )


def _no_body(code: str) -> Problem:
    return Problem(
        "no_such_body",
        f"没有机构{code}。请改正映射文件，或先设立：gongzhi do body.establish code={code} …",
        f"There is no body {code}. Correct the mapping, or establish it first:"
        f" gongzhi do body.establish code={code} …",
    )


def _no_grid(code: str) -> Problem:
    return Problem(
        "no_such_grid",
        f"网格{code}未启用，请改正映射文件，或删去 case.grid。",
        f"Grid {code} is not active; correct the mapping, or leave case.grid out.",
    )

"""How an entry comes into an archive: by hand, or in batches from a file (R-19, R-24)."""

from datetime import date
from operator import attrgetter
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.archive.catalogue import ArchiveKind
from domain.archive.events import ArchiveBatchImported, EntryRegistered, HeldEntry
from domain.archive.rules import (
    held,
    is_minor,
    merchant_of,
    must_be_active,
    must_be_complete,
    must_have_consented,
)
from domain.archive.state import OF_PERSONS, OF_PLACES, Archive, Detail
from domain.dates import require_happened
from domain.grid import community_of, grid_ref
from domain.kernel import Command, Context, Label, Outcome, Reads, Value, derived_id, require
from domain.roles import Role
from domain.vocabulary import Digest, GridCode, PlaceCode

BATCH_MAX: Final = 500  # HANDBOOK 5.2: entries in one batch
FILE_MAX: Final = 10_000_000

Details = Annotated[tuple[Detail, ...], Field(max_length=30)]


class EntryLine(Value):
    """One entry of a batch. entry: the id that the importing system gave it; left out: a new one.

    person: whose it is (residents, persons cared for). household: the entry of the resident's
    household. place: of a compound, a bungalow area or a building. verified_on: when it was last
    seen on the spot; left out: it is a draft until somebody verifies it.
    """

    entry: UUID | None = None
    person: UUID | None = None
    household: UUID | None = None
    place: PlaceCode | None = None
    details: Details = ()
    verified_on: date | None = None


class RegisterEntry(
    Command[Archive], verb="register", label=Label("建立档案", "Register archive entry"),
    who=(Role.GW,), opens=True,
):  # fmt: skip
    """Begins an archive entry, as a draft: it lives once it was verified on the spot.

    person: whose it is (residents, persons cared for). household: the entry of the resident's
    household. place: of a compound, a bungalow area or a building. consent_forms: SHA-256 of the
    scanned forms, where anything is held by consent.
    """

    kind: ArchiveKind
    grid: GridCode
    person: UUID | None = None
    household: UUID | None = None
    place: PlaceCode | None = None
    details: Details = ()
    consent_forms: Digest | None = None

    def reads(self, state: Archive, context: Context) -> Reads:
        yield grid_ref(self.grid)

    def decide(self, state: Archive, context: Context) -> Outcome:
        must_be_active(context.look(grid_ref(self.grid)), self.grid, context.on)
        told = self.model_dump(include={"person", "household", "place"})
        line = _entered(self.kind, EntryLine(**told, details=self.details), context, 0)
        _must_be_new(state, line)
        must_have_consented(line.details, self.consent_forms, himself=False)
        yield EntryRegistered(
            kind=self.kind,
            grid=self.grid,
            community=community_of(self.grid),
            line=line,
            consent_forms=self.consent_forms,
        )


class ImportBatch(
    Command[Archive], verb="import-batch", label=Label("批量导入档案", "Import archive batch"),
    who=(Role.CW,), approved_by=(Role.CS,), opens=True,
):  # fmt: skip
    """Takes up to 500 entries of one kind and grid from a file, all of them or none.

    file: SHA-256 of the file; part: the number of the batch in it; file_lines: lines in the file.
    """

    kind: ArchiveKind
    grid: GridCode
    file: Digest
    part: Annotated[int, Field(ge=1, le=FILE_MAX)]
    file_lines: Annotated[int, Field(ge=1, le=FILE_MAX)]
    lines: tuple[EntryLine, ...]
    consent_forms: Digest | None = None

    def reads(self, state: Archive, context: Context) -> Reads:
        yield grid_ref(self.grid)

    def decide(self, state: Archive, context: Context) -> Outcome:
        self._must_be_a_batch(state)
        must_be_active(context.look(grid_ref(self.grid)), self.grid, context.on)
        lines = tuple(
            _entered(self.kind, line, context, number) for number, line in enumerate(self.lines)
        )
        require(
            len({line.entry for line in lines}) == len(lines),
            "entry_twice",
            "同一档案在本批中出现两次，请删去一条。",
            "An entry stands twice in the batch; take one out.",
        )
        for line in lines:
            _must_be_new(state, line)
            must_have_consented(line.details, self.consent_forms, himself=False)
        yield ArchiveBatchImported(
            kind=self.kind,
            grid=self.grid,
            community=community_of(self.grid),
            file=self.file,
            part=self.part,
            file_lines=self.file_lines,
            count=len(lines),
            lines=tuple(sorted(lines, key=attrgetter("entry"))),
            consent_forms=self.consent_forms,
        )

    def _must_be_a_batch(self, state: Archive) -> None:
        require(  # HANDBOOK 5.2
            1 <= len(self.lines) <= BATCH_MAX,
            "batch_too_large",
            f"每批须有1至{BATCH_MAX}条，请分批导入。",
            f"A batch has 1 to {BATCH_MAX} entries; split it.",
        )
        require(
            len(self.lines) <= self.file_lines,
            "more_than_the_file",
            "本批条数多于文件总行数，请核对。",
            "The batch has more entries than the file has lines; check it.",
        )
        require(
            (self.file, self.part) not in state.parts,
            "batch_imported",
            "该文件的这一批已导入，不得重复导入。",
            "This part of the file has been imported already.",
        )


def _entered(kind: ArchiveKind, line: EntryLine, context: Context, number: int) -> HeldEntry:
    """SYS-07: the line as an entry with all that its kind needs."""
    _must_name_its_subject(kind, line)
    minor = is_minor(line.details)
    details = held(kind, line.details, minor=minor)
    if line.verified_on is not None:
        require_happened(line.verified_on, context)
        must_be_complete(kind, (detail.field for detail in details))
    return HeldEntry(
        entry=_id_of(kind, line, context, number),
        person=line.person,
        household=line.household,
        place=line.place,
        unit=merchant_of(details),
        minor=minor,
        verified_on=line.verified_on,
        details=details,
    )


def _must_name_its_subject(kind: ArchiveKind, line: EntryLine) -> None:
    of_person = kind in OF_PERSONS
    require(
        (line.person is not None) is of_person,
        "person_missing" if of_person else "not_a_persons_archive",
        "居民、重点关爱对象档案须写明本人编号，其他档案不得填写，请核对。",
        "An entry of a person names the person, and no other entry does; check it.",
    )
    require(
        kind is not ArchiveKind.RESIDENT or line.household is not None,
        "household_missing",
        "居民档案须写明所属住户，请先建立住户档案。",
        "A resident belongs to a household; register that first and name it.",
    )
    of_place = kind in OF_PLACES or kind is ArchiveKind.BUILDING
    require(
        line.place is not None or not of_place,
        "place_missing",
        "小区、平房片、楼栋档案须写明小区或平房片编码，请补充。",
        "An entry of a compound, a bungalow area or a building names the place; add its code.",
    )


def _id_of(kind: ArchiveKind, line: EntryLine, context: Context, number: int) -> UUID:
    """What an entry describes gives it its id, so that nothing has two in a book."""
    if kind in OF_PLACES:
        return derived_id("place", line.place)
    return line.person or line.entry or context.new_id(f"entry/{number}")


def _must_be_new(state: Archive, line: HeldEntry) -> None:
    require(
        not state.holds(line.entry),
        "entry_exists",
        "该档案已建立，请改用更新或核实。",
        "There is such an entry already; update or verify it instead.",
    )

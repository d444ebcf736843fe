"""The archives of the year: imported in January, gone through street by street (SYS-07, R-24).

Some 114,000 entries in the county, each verified 1.1 times; what nobody comes to again goes stale.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from domain.archive import (
    BATCH_MAX,
    Archive,
    ArchiveKind,
    CloseEntry,
    CloseReason,
    Detail,
    EntryLine,
    ImportBatch,
    LegalBasis,
    MoveEntry,
    VerifyEntry,
    archive_ref,
)
from domain.kernel import Actor, Command, derived_id
from domain.unit import UnitKind
from interfaces.simulation.clock import Dice, at_the_office
from interfaces.simulation.people import Somebody, credit_code
from interfaces.simulation.plan import YEAR, CommunityPlan, GridPlan, Plan
from interfaces.simulation.schedule import Begun, Course, approved, does
from interfaces.simulation.texts import evidence

IMPORTED: Final = (date(YEAR, 1, 5), date(YEAR, 1, 19))
LAST_SEEN: Final = (date(YEAR - 1, 8, 1), date(YEAR - 1, 12, 31))  # by the nets before
FIRST_DAY: Final = date(YEAR, 1, 1)
ROUNDS: Final = (25, 362, 290)  # days of the year: earliest, latest, most
TOUCHES: Final = {0: 0.04, 1: 0.82, 2: 0.14}  # 1.1 on average: HANDBOOK 5.2
CLOSED, MOVED = 0.004, 0.003
AGES: Final = {
    "UNDER_14": 0.16,
    "14_TO_17": 0.05,
    "18_TO_59": 0.58,
    "60_TO_79": 0.17,
    "80_AND_OVER": 0.04,
}
TENURES: Final = {"OWNED": 0.74, "RENTED": 0.23, "OTHER": 0.03}
TRADES: Final = ("餐饮", "食品零售", "理发", "五金", "药店", "服装")
MADE_UP_FROM: Final = 2_000_000  # credit codes of shops that nobody enrolled
A_GRIDS_SHOPS: Final = 1_000
Values = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Home:
    """A household; people: how many of the residents live in it."""

    entry: UUID
    place: str
    number: int
    people: int


def courses(plan: Plan) -> Iterator[Begun]:
    for community in plan.communities:
        for grid in community.grids:
            luck = plan.dice(f"archive/{grid.code}")
            begins = at_the_office(luck.moment_on(luck.day_in(*IMPORTED)))
            for n, (kind, lines) in enumerate(books_of(community, grid, luck)):
                if lines:
                    book = BookCourse(plan, community, grid, kind, lines)
                    start = begins + timedelta(hours=n)
                    yield Begun(f"archive/{grid.code}/{kind}", start, book.course(start))


def entry_of(grid: str, kind: ArchiveKind, number: int) -> UUID:
    """The id that the importing system gave: it says nothing of whom it stands for."""
    return derived_id("simulated-entry", grid, kind, number)


def accounts(community: CommunityPlan, grid: GridPlan) -> list[Somebody]:
    """Residents with an account, who have their entries under their own ids."""
    return [who for who in community.residents if who.residence.grid == grid.code]


def books_of(
    community: CommunityPlan, grid: GridPlan, luck: Dice
) -> list[tuple[ArchiveKind, list["Drawn"]]]:
    """All entries of a grid, kind by kind: as many as HANDBOOK 5.1 says there are."""
    homes = list(_homes(grid, luck))
    return [
        (ArchiveKind.COMPOUND, list(_places(grid, "C"))),
        (ArchiveKind.BUNGALOW_AREA, list(_places(grid, "B"))),
        (ArchiveKind.HOUSEHOLD, [_household(home, luck) for home in homes]),
        (ArchiveKind.SHOP, list(_shops(community, grid, luck))),
        (ArchiveKind.RESIDENT, list(_residents(community, grid, homes, luck))),
    ]


@dataclass(frozen=True, slots=True)
class Drawn:
    """An entry to come. who: a resident with an account, whose id is known once he has it."""

    values: Values
    entry: UUID | None = None
    place: str | None = None
    household: UUID | None = None
    who: Somebody | None = None

    def line(self, verified_on: date) -> EntryLine:
        person = self.who.id if self.who else self.entry if self.household else None
        child = ("age_band", "UNDER_14") in self.values
        stated = LegalBasis.CONSENT if child else None  # of a parent
        return EntryLine(
            entry=self.entry,
            person=person,
            household=self.household,
            place=self.place,
            details=tuple(Detail(field=f, value=v, basis=stated) for f, v in self.values),
            verified_on=verified_on,
        )

    @property
    def id(self) -> UUID:
        of_place = derived_id("place", self.place) if self.place else None
        found = self.who.id if self.who else self.entry or of_place
        assert found is not None  # noqa: S101 - whatever is drawn is one of the three
        return found


def _places(grid: GridPlan, letter: str) -> Iterator[Drawn]:
    for place in grid.places:
        if place.code[len(grid.code)] == letter:
            yield Drawn((("title", place.title),), place=place.code)


def _homes(grid: GridPlan, luck: Dice) -> Iterator[Home]:
    """Every household of a place has one resident at least, as far as they go."""
    number = 0
    for place in grid.places:
        people = [0] * place.households
        for n in range(place.residents if people else 0):
            people[n if n < len(people) else luck.randrange(len(people))] += 1
        for count in people:
            number += 1
            entry = entry_of(grid.code, ArchiveKind.HOUSEHOLD, number)
            yield Home(entry, place.title, number, count)


def _household(home: Home, luck: Dice) -> Drawn:
    values = (
        ("address", f"{home.place}{home.number}户"),
        ("resident_count", str(home.people)),
        ("tenure", luck.drawn(TENURES)),
    )
    return Drawn(values, entry=home.entry)


def _residents(
    community: CommunityPlan, grid: GridPlan, homes: list[Home], luck: Dice
) -> Iterator[Drawn]:
    known = iter(accounts(community, grid))
    number = 0
    for home in homes:
        for _ in range(home.people):
            number += 1
            who = next(known, None)
            age = "18_TO_59" if who else luck.drawn(AGES)
            care = "YES" if age == "80_AND_OVER" and luck.hits(0.4) else "NO"
            entry = None if who else entry_of(grid.code, ArchiveKind.RESIDENT, number)
            values = (("age_band", age), ("care_needs", care))
            yield Drawn(values, entry=entry, household=home.entry, who=who)


def _shops(community: CommunityPlan, grid: GridPlan, luck: Dice) -> Iterator[Drawn]:
    """Among them the enrolled merchants, spread over the community's grids."""
    merchants = [party for party in community.parties if party.kind is UnitKind.MERCHANT]
    mine = iter(merchants[community.grids.index(grid) :: len(community.grids)])
    for number in range(sum(place.shops for place in grid.places)):
        merchant = next(mine, None)
        made_up = credit_code(
            UnitKind.MERCHANT, MADE_UP_FROM + int(grid.code[2:]) * A_GRIDS_SHOPS + number
        )
        values = (
            ("shop_name", merchant.title if merchant else f"{grid.code}{number + 1}号商铺（合成）"),
            ("credit_code", (merchant and merchant.credit_code) or made_up),
            ("trade", luck.choice(TRADES)),
            ("shop_address", f"{grid.code}临街{number + 1}号"),
            ("opening_state", "OPEN"),
            ("safety_checked_on", luck.day_in(*LAST_SEEN).isoformat()),
        )
        yield Drawn(values, entry=entry_of(grid.code, ArchiveKind.SHOP, number))


class BookCourse:
    """One book: its batches, then whatever happens to its entries, in order of time."""

    def __init__(
        self,
        plan: Plan,
        community: CommunityPlan,
        grid: GridPlan,
        kind: ArchiveKind,
        lines: list[Drawn],
    ) -> None:
        self.community, self.grid, self.kind, self.lines = community, grid, kind, lines
        self.luck = plan.dice(f"archive/{grid.code}/{kind}")
        self.book = archive_ref(grid.code, kind).id

    def course(self, now: datetime) -> Course:
        yield from self._imported(now)
        every = (touch for line in self.lines for touch in self._touches(line))
        for touch in sorted(every, key=lambda touch: (touch.at, touch.order)):
            yield does(touch.at, touch.actor, touch.command, self.book)

    def _imported(self, now: datetime) -> Course:
        clerk, file = self.community.cw(self.luck), evidence("archive", self.grid.code, self.kind)
        for start in range(0, len(self.lines), BATCH_MAX):
            part = self.lines[start : start + BATCH_MAX]
            batch = ImportBatch(
                kind=self.kind,
                grid=self.grid.code,
                file=file,
                part=start // BATCH_MAX + 1,
                file_lines=len(self.lines),
                lines=tuple(line.line(self.luck.day_in(*LAST_SEEN)) for line in part),
                consent_forms=evidence("consent", self.grid.code, self.kind, start),
            )
            now += timedelta(minutes=5)
            step = does(now, clerk, batch)
            yield from approved(step, self.community.cs, self.luck.minutes(20, 300))

    def _touches(self, line: Drawn) -> Iterator["Touch"]:
        """Its rounds; some leave the grid or are closed, and nobody goes there any more.

        Who has an account stays: what he does himself is told elsewhere.
        """
        luck, worker = self.luck, self.grid.gw
        days = sorted(
            FIRST_DAY + timedelta(days=round(luck.triangular(*ROUNDS)))
            for _ in range(luck.drawn(TOUCHES))
        )
        ends = date.max
        of_people = self.kind in (ArchiveKind.RESIDENT, ArchiveKind.HOUSEHOLD)
        if of_people and line.who is None and luck.hits(CLOSED + MOVED):
            ends = luck.day_in(date(YEAR, 3, 1), date(YEAR, 11, 30))
            yield self._leaving(line, ends)
        for day in days:
            if day < ends:
                when = luck.moment_on(day)
                yield Touch(when, line.id.int, worker, VerifyEntry(entry=line.id))

    def _leaving(self, line: Drawn, day: date) -> "Touch":
        luck, others = self.luck, [g for g in self.community.grids if g is not self.grid]
        when = at_the_office(luck.moment_on(day))
        on = when.date()
        if others and luck.hits(MOVED / (CLOSED + MOVED)):
            move = MoveEntry(entry=line.id, to=luck.choice(others).code, on=on)
            return Touch(when, line.id.int, self.grid.gw, move)
        close = CloseEntry(entry=line.id, reason=CloseReason.MOVED_AWAY, on=on)
        return Touch(when, line.id.int, self.grid.gw, close)


class Touch(NamedTuple):
    """What is done to an entry; of two at the same moment the lower `order` comes first."""

    at: datetime
    order: int
    actor: Actor
    command: Command[Archive]

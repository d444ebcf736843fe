"""Questions about bodies, posts and units (SYS-02, R-11 to R-15)."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from domain.body import BodyType, Post
from domain.kernel import Label
from projections.asking import Asked, ManyDays, Parameter, StandingQuestion
from projections.gatherings import appointments
from projections.ledgers.bodies import BODIES, BodyRow
from projections.ledgers.people import UNITS
from projections.ledgers.posts import PostRow
from projections.metrics.facts import enrolled_days
from projections.metrics.spans import holds
from projections.models import Row
from projections.questions.grids import grids_on, headless

SYSTEM: Final = "SYS-02"
ONE_DAY: Final = timedelta(days=1)
GRID_HEAD: Final = "GRID_HEAD"
LONG: Final = 30  # days
# Bodies that are never without a secretary.
HEADED: Final = frozenset({BodyType.COMMUNITY_PARTY_ORG, BodyType.BIG_PARTY_COMMITTEE})
Held = tuple[BodyRow, PostRow, date | None]


def held_on(asked: Asked, day: date, *types: BodyType) -> Iterator[Held]:
    """Posts held on a day, in bodies of these types."""
    for body, row, end in appointments(asked):
        if body.type in types and row.start <= day and (end is None or day <= end):
            yield body, row, end


class DeputyRow(Row, frozen=True, array_like=True, gc=False):
    community: str | None
    body: str
    person: UUID
    unit: UUID | None
    basis: str
    document_no: str
    start: date
    end: date | None


def deputies(asked: Asked) -> Iterator[DeputyRow]:
    """R-13, AM-16: whom a document made part-time deputy secretary."""
    for body, row, end in held_on(asked, asked.on, BodyType.BIG_PARTY_COMMITTEE):
        if row.post == Post.PART_TIME_DEPUTY_SECRETARY:
            yield DeputyRow(
                body.community,
                body.code,
                row.person,
                row.unit,
                row.basis,
                row.document_no,
                row.start,
                end,
            )


class UnassignedRow(Row, frozen=True, array_like=True, gc=False):
    unit: UUID
    title: str
    kind: str
    community: str


def unassigned(asked: Asked) -> Iterator[UnassignedRow]:
    """R-13(a): every unit housed in the government building sends a deputy leader."""
    sent = {row.unit for _, row, _ in held_on(asked, asked.on, BodyType.BIG_PARTY_COMMITTEE)}
    for unit in asked.snapshot.all(UNITS):
        there = unit.in_government_building and holds(enrolled_days(unit), asked.on)
        if there and unit.unit not in sent:
            yield UnassignedRow(unit.unit, unit.title, unit.kind, unit.community)


class EmptyRow(Row, frozen=True, array_like=True, gc=False):
    """since: the first day without. days: until the day asked about, that one included."""

    community: str | None
    grid: str | None
    body: str | None
    post: str
    since: date
    days: int


def empty_posts(asked: Asked) -> Iterator[EmptyRow]:
    """A post whose holder has gone and nobody has come; a secretary or grid head is never spared.

    How many posts of a kind a body has is the most that were ever held at once.
    """
    longer: int = asked.parameters["longer_than_days"]
    for row in (*_empty_in_bodies(asked), *_empty_in_grids(asked)):
        if row.days > longer:
            yield row


def _empty_in_bodies(asked: Asked) -> Iterator[EmptyRow]:
    day = asked.day
    of: dict[tuple[str, str], list[tuple[date, date | None]]] = {}
    for body, row, end in appointments(asked):
        of.setdefault((body.code, row.post), []).append((row.start, end))
    for body in asked.snapshot.all(BODIES, valid_at=day):
        posts = {post for code, post in of if code == body.code}
        for post in sorted(posts | ({Post.SECRETARY} if body.type in HEADED else set())):
            spells = of.get((body.code, post), [])
            never = body.established_on if not spells else None
            for since in [never] if never else emptied(spells, day):
                if since is not None:
                    days = (day - since).days + 1
                    yield EmptyRow(body.community, None, body.code, post, since, days)


def emptied(spells: Iterable[tuple[date, date | None]], day: date) -> list[date]:
    """Since when posts are empty on `day`: what the last leavers left that nobody took over."""
    begun = [(start, end) for start, end in spells if start <= day]
    most = max((_held(begun, start) for start, _ in begun), default=0)
    left = sorted(end for _, end in begun if end is not None and end < day)
    missing = most - _held(begun, day)
    return [end + ONE_DAY for end in left[len(left) - missing :]] if missing else []


def _held(spells: Iterable[tuple[date, date | None]], day: date) -> int:
    return sum(start <= day and (end is None or day <= end) for start, end in spells)


def _empty_in_grids(asked: Asked) -> Iterator[EmptyRow]:
    day = asked.day
    for row in grids_on(asked, day):
        for first, last in headless(row, date.min, day):
            if last == day:
                days = (day - first).days + 1
                yield EmptyRow(row.community, row.grid, None, GRID_HEAD, first, days)


class TwiceRow(Row, frozen=True, array_like=True, gc=False):
    """One row a post. committees: all that the person sits in."""

    person: UUID
    community: str | None
    body: str
    post: str
    unit: UUID | None
    committees: tuple[str, ...]


def in_two_committees(asked: Asked) -> Iterator[TwiceRow]:
    """AM-16: allowed, and attendance is counted for each."""
    of: dict[UUID, list[Held]] = {}
    for held in held_on(asked, asked.on, BodyType.BIG_PARTY_COMMITTEE):
        of.setdefault(held[1].person, []).append(held)
    for person, posts in of.items():
        codes = tuple(sorted(body.code for body, _, _ in posts))
        if len(codes) > 1:
            for body, row, _ in posts:
                yield TwiceRow(person, body.community, body.code, row.post, row.unit, codes)


class TreeRow(Row, frozen=True, array_like=True, gc=False):
    """parent: code of the body, or grid, above. person: its secretary or leader."""

    level: str
    code: str
    title: str
    parent: str | None
    community: str | None
    grid: str | None
    person: UUID | None


def party_tree(asked: Asked) -> Iterator[TreeRow]:
    """R-15: town committee, Big Party Committees, grid branches, area groups."""
    levels = BodyType.TOWN_COMMITTEE, BodyType.BIG_PARTY_COMMITTEE
    heads = {
        body.code: row.person
        for body, row, _ in held_on(asked, asked.on, *levels)
        if row.post == Post.SECRETARY
    }
    bodies = {
        level: list(asked.snapshot.all(BODIES, valid_at=asked.on, type=level)) for level in levels
    }
    town = next((body.code for body in bodies[levels[0]]), None)
    above = {levels[0]: None, levels[1]: town}
    for level in levels:
        for body in sorted(bodies[level], key=lambda body: body.code):
            yield TreeRow(
                level, body.code, body.as_on(asked.on).title, above[level], body.community, None,
                heads.get(body.code),
            )  # fmt: skip
    committees = {body.community: body.code for body in bodies[levels[1]]}
    for grid in grids_on(asked, asked.on):
        if not grid.branch_by(asked.on):
            continue
        yield TreeRow(
            BodyType.GRID_BRANCH, grid.grid, grid.grid, committees.get(grid.community),
            grid.community, grid.grid, grid.head_on(asked.on),
        )  # fmt: skip
        for place in grid.places_on(asked.on):
            if place.grouped_on(asked.on):
                yield TreeRow(
                    BodyType.AREA_GROUP, place.code, place.title, grid.grid, grid.community,
                    grid.grid, place.leader,
                )  # fmt: skip


QUESTIONS: Final = (
    StandingQuestion(
        name="part-time-deputy-secretaries",
        system=SYSTEM,
        title=Label(
            "当日谁任社区兼职副书记，依据哪份文件？",
            "Who was part-time deputy secretary of a community, and by which document?",
        ),
        row=DeputyRow,
        rows=deputies,
    ),
    StandingQuestion(
        name="government-building-units-without-anybody-assigned",
        system=SYSTEM,
        title=Label(
            "政府大楼内哪些单位未向社区派人兼职？",
            "Which units of the government building have nobody assigned to any community?",
        ),
        row=UnassignedRow,
        rows=unassigned,
    ),
    StandingQuestion(
        name="posts-empty-for-long",
        system=SYSTEM,
        title=Label("哪些职务空缺超过30天？", "Which posts have been empty for over 30 days?"),
        row=EmptyRow,
        rows=empty_posts,
        parameters={
            "longer_than_days": Parameter(
                Label("空缺天数", "Empty for longer, days"), ManyDays, LONG
            )
        },
    ),
    StandingQuestion(
        name="persons-in-two-committees",
        system=SYSTEM,
        title=Label("谁在两个大党委任职？", "Who holds posts in two committees?"),
        row=TwiceRow,
        rows=in_two_committees,
    ),
    StandingQuestion(
        name="party-tree",
        system=SYSTEM,
        title=Label(
            "当日四级党组织体系如何构成？", "What was the four-level Party structure on a day?"
        ),
        row=TreeRow,
        rows=party_tree,
    ),
)

"""What each community has for its people, asked of the stored ledgers: L-FAC and L-CHANNEL."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from statistics import median_low
from typing import Final, NamedTuple
from uuid import UUID

from domain.body import BodyType
from domain.case import Channel as ChannelType
from domain.channel import ONE_EACH
from domain.facility import SIX_CENTRES
from domain.kernel import Label, local_date
from domain.order import Origin
from projections.asking import Asked, Computed, percent
from projections.ledgers.bodies import BODIES, BodyRow
from projections.ledgers.cases import L_CASE
from projections.ledgers.channels import CHANNELS, L_BOX, BoxRow, ChannelRow
from projections.ledgers.facilities import FACILITIES, FacilityRow
from projections.ledgers.orders import L_ORDER
from projections.models import Row

MONTHS: Final = 12
MINUTE: Final = timedelta(minutes=1)


def communities(asked: Asked) -> list[BodyRow]:
    """Those of the day, by their codes."""
    found = asked.snapshot.all(BODIES, valid_at=asked.day, type=BodyType.COMMUNITY_PARTY_ORG)
    return sorted(found, key=lambda row: row.code)


class FacRow(Row, frozen=True, array_like=True, gc=False):
    """status, since: on the day asked about; None: there is none. visits: of the year."""

    community: str
    type: str
    centre: bool
    facility: UUID | None
    status: str | None
    since: date | None
    hours: tuple[str, ...]
    visits: int
    shares_with: str | None


def matrix(asked: Asked) -> Iterator[FacRow]:
    """L-FAC: every community by the six types, also where there is none; then its rooms (R-26)."""
    standing = defaultdict[str, list[FacilityRow]](list)
    for row in asked.snapshot.all(FACILITIES):
        standing[row.community].append(row)
    for community in communities(asked):
        here = standing[community.code]
        centres = {row.type: row for row in here if row.centre}
        for type in SIX_CENTRES:
            yield _cell(community.code, type, centres.get(type), asked)
        for row in here:
            if not row.centre:
                yield _cell(community.code, row.type, row, asked)


def _cell(community: str, type: str, row: FacilityRow | None, asked: Asked) -> FacRow:
    turn = row.turn_on(asked.day) if row else None
    if row is None or turn is None:
        return FacRow(community, str(type), type in SIX_CENTRES, None, None, None, (), 0, None)
    visits = row.visits_in(asked.year)
    return FacRow(
        community,
        row.type,
        row.centre,
        row.facility,
        turn.status,
        turn.on,
        row.hours,
        visits,
        row.shares_with,
    )


class ChannelYearRow(Row, frozen=True, array_like=True, gc=False):
    """One kind of channel of a community in the year, until the day asked about.

    channels: in service on that day. intake: by month; of the wish tree wishes, else cases.
    turned: what of the intake became accepted cases, of letters registered ones, of wishes issued
    orders. acceptance_minutes: the median. letters: found in the box.
    """

    community: str
    type: str
    channels: int
    in_service_days: int
    intake: tuple[int, ...]
    turned: str
    turned_percent: str | None
    acceptance_minutes: int | None
    last_opened_at: datetime | None
    letters: int


class Intake(NamedTuple):
    """What somebody brought. turned: into an accepted case, or an issued order."""

    on: date
    turned: bool
    minutes: int | None


def channel_years(asked: Asked) -> Iterator[ChannelYearRow]:
    """L-CHANNEL: SYS-06, R-22, R-23."""
    kept, taken = _channels(asked), _taken(asked)
    openings = defaultdict[str, list[BoxRow]](list)
    for box in asked.snapshot.all(L_BOX):
        if _of_the_year(local_date(box.opened_at), asked):
            openings[box.community].append(box)
    for community in [row.code for row in communities(asked)]:
        for type in ChannelType:
            own, intake = kept[_owner(community, type), type], taken[community, type]
            if type in ONE_EACH or own or intake:
                opened = openings[community] if type is ChannelType.BOX else []
                yield _channel_year(community, type, own, intake, opened, asked)


def _channel_year(
    community: str,
    type: str,
    own: list[ChannelRow],
    taken: list[Intake],
    opened: list[BoxRow],
    asked: Asked,
) -> ChannelYearRow:
    whole, part = len(taken), sum(each.turned for each in taken)
    if opened:
        whole, part = sum(box.letters for box in opened), sum(box.registered for box in opened)
    waits = [each.minutes for each in taken if each.minutes is not None]
    return ChannelYearRow(
        community,
        str(type),
        sum(_days(row, asked.day, asked.day) != set() for row in own),
        len(set().union(*(_days(row, date(asked.year, 1, 1), asked.day) for row in own))),
        tuple(sum(e.on.month == month for e in taken) for month in range(1, MONTHS + 1)),
        f"{part}/{whole}",
        percent(Fraction(part, whole) if whole else None),
        median_low(waits) if waits else None,
        max((box.opened_at for box in opened), default=None),
        sum(box.letters for box in opened),
    )


def _owner(community: str, type: ChannelType) -> str | None:
    """R-23: there is one public account, and it is the county's."""
    return None if type is ChannelType.WECHAT_ACCOUNT else community


def _channels(asked: Asked) -> dict[tuple[str | None, str], list[ChannelRow]]:
    kept = defaultdict[tuple[str | None, str], list[ChannelRow]](list)
    for row in asked.snapshot.all(CHANNELS):
        kept[row.community, row.type].append(row)
    return kept


def _taken(asked: Asked) -> dict[tuple[str, str], list[Intake]]:
    taken = defaultdict[tuple[str, str], list[Intake]](list)
    for case in asked.snapshot.all(L_CASE):
        if _of_the_year(case.reported_on, asked):
            taken_up = case.accepted_at
            minutes = None if taken_up is None else int((taken_up - case.reported_at) / MINUTE)
            told = Intake(case.reported_on, taken_up is not None, minutes)
            taken[case.community, case.channel].append(told)
    for wish in asked.snapshot.all(L_ORDER, origin=Origin.WISH_TREE):
        if _of_the_year(wish.placed_on, asked):
            told = Intake(wish.placed_on, wish.issued_at is not None, None)
            taken[wish.community, ChannelType.WISH_TREE].append(told)
    return taken


def _of_the_year(day: date, asked: Asked) -> bool:
    return day.year == asked.year and day <= asked.day


def _days(row: ChannelRow, first: date, last: date) -> set[date]:
    """Those of these days on which it was in service, if only for a part."""
    found = set[date]()
    for spell in row.spells:
        start = max(local_date(spell.start), first)
        end = last if spell.end is None else min(local_date(spell.end), last)
        found |= {start + timedelta(days=n) for n in range((end - start).days + 1)}
    return found


COMMUNAL: Final = (
    Computed(
        "L-FAC",
        Label("场所台账", "Facilities of communities", "場所台賬"),
        FacRow,
        matrix,
        key=("community", "type", "facility"),
        of={FACILITIES: ("community", "type"), BODIES: ("community",)},
    ),
    Computed(
        "L-CHANNEL",
        Label("渠道台账", "Intake channels of communities", "渠道台賬"),
        ChannelYearRow,
        channel_years,
        key=("community", "type"),
        of={
            CHANNELS: ("type",),
            L_BOX: ("community",),
            L_CASE: ("community",),
            L_ORDER: ("community",),
            BODIES: ("community",),
        },
    ),
)

"""Every case of the year as a card: channel × category × month × community, and what becomes of it.

Dealt without replacement, so that every margin of HANDBOOK 5.3 is met exactly.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.case import HAZARDS, CaseKind, Category, Channel, Urgency
from interfaces.simulation.clock import Dice
from interfaces.simulation.county import CASES_BY_MONTH, CATEGORIES, CHANNELS, scaled, split
from interfaces.simulation.plan import CommunityPlan, GridPlan, Plan


class Fate(StrEnum):
    ON_THE_SPOT = "ON_THE_SPOT"
    COMMUNITY = "COMMUNITY"
    DEPARTMENT = "DEPARTMENT"
    MERGED = "MERGED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"
    TRANSFERRED = "TRANSFERRED"
    CONVERTED = "CONVERTED"  # to a service order
    UNFED = "UNFED"  # closed without feedback: only an import brings such a case in


class Sender(StrEnum):
    NAMED = "NAMED"
    CONTACT = "CONTACT"  # a phone number only
    ANONYMOUS = "ANONYMOUS"
    STAFF = "STAFF"  # found or passed on in the course of duty


# Of a thousand cases.
FATES: Final = {
    Fate.ON_THE_SPOT: 460,
    Fate.DEPARTMENT: 170,
    Fate.MERGED: 60,
    Fate.DECLINED: 25,
    Fate.WITHDRAWN: 10,
    Fate.TRANSFERRED: 10,
    Fate.CONVERTED: 9,
    Fate.UNFED: 11,
    Fate.COMMUNITY: 245,
}
SENDERS: Final[dict[Channel, dict[Sender, float]]] = {
    Channel.GRID_PATROL: {Sender.STAFF: 1},
    Channel.DEPT_LINK: {Sender.STAFF: 1},
    Channel.T12345: {Sender.CONTACT: 1},
    Channel.HOTLINE: {Sender.CONTACT: 0.7, Sender.NAMED: 0.3},
    Channel.WECHAT_ACCOUNT: {Sender.NAMED: 0.9, Sender.ANONYMOUS: 0.1},
    Channel.WINDOW: {Sender.NAMED: 0.6, Sender.CONTACT: 0.4},
    Channel.BOX: {Sender.ANONYMOUS: 0.6, Sender.CONTACT: 0.4},
}

# By month, January first: heating, Spring Festival, summer nights, the waves of 2022.
SEASONS: Final = {
    Category.EPIDEMIC_CONTROL: (0.5, 0.5, 2.5, 2.2, 0.5, 0.4, 0.4, 0.5, 0.6, 0.7, 3.0, 3.0),
    Category.NOISE: (0.05, 0.05, 0.05, 0.05, 1, 1.3, 1.4, 1.4, 1, 0.05, 0.05, 0.05),
    Category.UTILITIES: (1.6, 1.4, 1.3, 0.7, 0.4, 0.4, 0.4, 0.4, 0.4, 1.2, 2.8, 1.8),
    Category.FIRE_SAFETY: (2.2, 2.2, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.9, 1.1),
}
ALL_YEAR: Final = (1.0,) * 12

# What is found rather on patrol, and what people rather come to the window with.
FOUND: Final = frozenset(
    {
        Category.SANITATION,
        Category.FIRE_SAFETY,
        Category.WORK_SAFETY,
        Category.PARKING_ROADS,
        Category.PROPERTY_MANAGEMENT,
        Category.EPIDEMIC_CONTROL,
    }
)
ASKED: Final = frozenset({Category.CIVIL_AFFAIRS, Category.CARE, Category.DISPUTES})
EMERGENCIES: Final = {Category.FIRE_SAFETY: 0.15, Category.PUBLIC_ORDER: 0.2}
URGENCIES: Final = {
    Category.UTILITIES: Urgency.UTILITY,
    Category.DISPUTES: Urgency.COMPLEX,
    Category.CIVIL_AFFAIRS: Urgency.CONSULT,
}
COMPLEX_PROPERTY: Final = 0.3
HANDLED: Final = (Fate.ON_THE_SPOT, Fate.COMMUNITY, Fate.DEPARTMENT)
HAND_OVER: Final = (Fate.COMMUNITY, Fate.DEPARTMENT)


@dataclass(slots=True, eq=False)
class Card:
    """One case to come. master: of a merged one, whose report it repeats. id: once reported."""

    number: int
    category: Category
    month: int
    channel: Channel
    community: CommunityPlan
    sender: Sender
    urgency: Urgency
    kind: CaseKind
    fate: Fate = Fate.COMMUNITY
    master: "Card | None" = None
    late: bool = False
    extended: bool = False
    returned: int = 0
    suspended: bool = False
    reopened: bool = False
    defect: str | None = None  # its name in the key
    grid: GridPlan | None = None  # of a hazard reported again and again
    id: UUID | None = None
    merged: list["Card"] = field(default_factory=list)

    @property
    def known(self) -> UUID:
        """KeyError before it is reported: the plan is wrong then."""
        if self.id is None:
            raise KeyError(self.number)
        return self.id


def deck_of(plan: Plan) -> list[Card]:
    luck = plan.dice("cases")
    cards = _cards(plan, luck)
    _deal_fates(cards, luck)
    _pair_merged(cards, luck)
    _mark(cards, luck)
    return cards


def _cards(plan: Plan, luck: Dice) -> list[Card]:
    count = plan.profile.sum("cases")
    categories = _seasonal_first(scaled(CATEGORIES, count))
    months = split(count, CASES_BY_MONTH)
    communities = [c for c in plan.communities for _ in range(c.volumes.cases)]
    luck.shuffle(communities)
    dated = [(c, _draw(luck, months, SEASONS.get(c, ALL_YEAR)) + 1) for c in categories]
    luck.shuffle(dated)
    left = list(scaled(CHANNELS, count).values())
    cards = []
    for number, ((category, month), community) in enumerate(zip(dated, communities, strict=True)):
        channel = tuple(CHANNELS)[_draw(luck, left, _taste(category))]
        cards.append(_card(number, category, month, channel, community, luck))
    return cards


def _seasonal_first(counts: dict[Category, int]) -> Iterable[Category]:
    for category in sorted(counts, key=lambda c: (c not in SEASONS, c)):
        yield from [category] * counts[category]


def _draw(luck: Dice, left: list[int], weights: Sequence[float]) -> int:
    """A place by weight and by what is left there, which becomes one less."""
    products = [n * weight for n, weight in zip(left, weights, strict=True)]
    place = luck.weighted(range(len(left)), products if any(products) else left)
    left[place] -= 1
    return place


def _taste(category: Category) -> list[float]:
    return [
        3.0
        if (channel is Channel.GRID_PATROL and category in FOUND)
        or (channel is Channel.WINDOW and category in ASKED)
        or (channel is Channel.HOTLINE and category in (Category.UTILITIES, Category.NOISE))
        else 1.0
        for channel in CHANNELS
    ]


def _card(
    number: int, category: Category, month: int, channel: Channel, community: CommunityPlan,
    luck: Dice,
) -> Card:  # fmt: skip
    urgency = URGENCIES.get(category, Urgency.ORDINARY)
    if luck.hits(EMERGENCIES.get(category, 0)):
        urgency = Urgency.EMERGENCY
    if category is Category.PROPERTY_MANAGEMENT and luck.hits(COMPLEX_PROPERTY):
        urgency = Urgency.COMPLEX
    kind = luck.choice((CaseKind.HELP, CaseKind.COMPLAINT, CaseKind.REPORT, CaseKind.SUGGESTION))
    if channel is Channel.GRID_PATROL:
        kind = CaseKind.DISCOVERY
    elif urgency is Urgency.CONSULT:
        kind = CaseKind.CONSULT
    sender = luck.drawn(SENDERS[channel])
    return Card(number, category, month, channel, community, sender, urgency, kind)


# Who cannot have which fate: what a card must be for it.
FITS: Final[dict[Fate, Callable[[Card], bool]]] = {
    Fate.CONVERTED: lambda card: (
        card.sender is Sender.NAMED and card.urgency in (Urgency.ORDINARY, Urgency.CONSULT)
    ),
    Fate.WITHDRAWN: lambda card: (
        card.sender is Sender.NAMED
        and card.category not in HAZARDS
        and card.urgency is not Urgency.EMERGENCY
    ),
    Fate.DECLINED: lambda card: (
        card.sender in (Sender.NAMED, Sender.CONTACT) and card.urgency is not Urgency.EMERGENCY
    ),
    Fate.TRANSFERRED: lambda card: card.sender is not Sender.STAFF,
    Fate.UNFED: lambda card: card.channel in (Channel.HOTLINE, Channel.T12345),
    Fate.DEPARTMENT: lambda card: card.urgency is not Urgency.CONSULT,
    Fate.ON_THE_SPOT: lambda card: card.urgency is not Urgency.COMPLEX,
    Fate.MERGED: lambda card: card.urgency is not Urgency.EMERGENCY,
}


def _deal_fates(cards: list[Card], luck: Dice) -> None:
    """The pickiest fates choose first; what nobody fits, and the rest, the community handles."""
    free = list(cards)
    luck.shuffle(free)
    for fate, count in _counts(len(cards)):
        chosen: list[Card] = []
        rest: list[Card] = []
        for card in free:
            fits = len(chosen) < count and FITS[fate](card)
            (chosen if fits else rest).append(card)
        for card in chosen:
            card.fate = fate
        free = rest


def _counts(total: int) -> list[tuple[Fate, int]]:
    counts = scaled(FATES, total)
    return [(fate, counts[fate]) for fate in FITS]


def _pair_merged(cards: list[Card], luck: Dice) -> None:
    """Every merged card repeats one of its community and month that somebody handles at length;
    where there is none, it is handled by itself."""
    homes: dict[tuple[str, int], list[Card]] = {}
    for card in cards:
        if card.fate in HAND_OVER and card.urgency is not Urgency.EMERGENCY:
            homes.setdefault((card.community.code, card.month), []).append(card)
    for card in [card for card in cards if card.fate is Fate.MERGED]:
        able = homes.get((card.community.code, card.month))
        if not able:
            card.fate = Fate.COMMUNITY
            continue
        alike = [c for c in able if c.category is card.category] or able
        card.master = luck.choice(alike)
        card.master.merged.append(card)


def _mark(cards: list[Card], luck: Dice) -> None:
    """On time 94 %, extended 5 %, returned once 4 % and twice 0.6 %, and so on (HANDBOOK 5.3)."""
    total = len(cards)
    handled = [card for card in cards if card.fate in HANDLED]
    free = [card for card in cards if card.fate in HAND_OVER and not card.merged]
    luck.shuffle(free)

    def take(count: float, fits: Callable[[Card], bool]) -> list[Card]:
        taken = [card for card in free if fits(card)][: round(count)]
        gone = set(taken)
        free[:] = [card for card in free if card not in gone]
        return taken

    for number, card in enumerate(take(0.046 * total, _is_away)):
        card.returned = 2 if number < round(0.006 * total) else 1
    for card in take(0.05 * total, _is_slow):
        card.extended = True
    for card in take(0.008 * total, _is_slow):
        card.suspended = True
    for card in take(0.06 * len(handled), lambda card: True):
        card.late = True
    heard = [c for c in handled if c.sender in (Sender.NAMED, Sender.CONTACT)]
    luck.shuffle(heard)
    for card in heard[: round(0.035 * total)]:
        card.reopened = True


def _is_slow(card: Card) -> bool:
    return card.urgency in (Urgency.ORDINARY, Urgency.COMPLEX)


def _is_away(card: Card) -> bool:
    return card.fate is Fate.DEPARTMENT and _is_slow(card)

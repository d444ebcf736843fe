"""The first chain, information collection: a case is reported (R-18, R-22, SYS-06)."""

from dataclasses import replace
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field, StringConstraints

from domain.case.facts import Code, SealedFact
from domain.case.state import Case
from domain.case.terms import CaseKind, CaseState, Category, Channel, Stage
from domain.community import community_ref, must_be_community
from domain.grid import GridStatus, grid_ref, place_ref
from domain.kernel import (
    Actor,
    Command,
    Context,
    Label,
    Line,
    Outcome,
    PrivateLine,
    PrivateText,
    Reads,
    Sealed,
    SealedText,
    require,
)
from domain.person import person_ref
from domain.roles import Role
from domain.vocabulary import BodyCode, CommunityCode, Digest, GridCode, PlaceCode

PHOTOS_MAX: Final = 20
IN_THEIR_OWN_NAME: Final = frozenset({Role.RES, Role.MER, Role.UNIT})
# What people send in has a sender: who it is, or that it is anonymous, is written down.
FROM_PEOPLE: Final = frozenset(
    {
        Channel.HOTLINE,
        Channel.BOX,
        Channel.WISH_TREE,
        Channel.WECHAT_ACCOUNT,
        Channel.WECHAT_GROUP,
        Channel.WINDOW,
    }
)
BY_THE_SYSTEM: Final = frozenset({Channel.IMPORT, Channel.ORDER, Channel.DELIBERATION})

Point = Annotated[str, StringConstraints(pattern=r"^-?\d{1,3}\.\d{1,8},-?\d{1,2}\.\d{1,8}$")]
Photos = Annotated[tuple[Digest, ...], Field(max_length=PHOTOS_MAX)]


class CaseReported(SealedFact, name="case.reported"):
    """reachable: somebody can be told the result. order: the service order it came from (P-03).
    place: the compound or bungalow patch where it is (P-14).

    department, unit: who passed it on, when no person did.
    """

    channel: Channel
    channel_ref: Line | None = None
    kind: CaseKind | None = None
    category: Category | None = None
    subcategory: Code | None = None
    title: SealedText | None = None
    text: SealedText | None = None
    photos: tuple[Digest, ...] = ()
    community: CommunityCode
    grid: GridCode | None = None
    place: PlaceCode | None = None
    address: SealedText | None = None
    point: SealedText | None = None
    contact: SealedText | None = None
    anonymous: bool = False
    confidential: bool = False
    needs_reply: bool = True
    reachable: bool = True
    department: BodyCode | None = None
    unit: UUID | None = None
    order: UUID | None = None

    def apply(self, state: Case) -> Case:
        return replace(
            state,
            state=CaseState.REPORTED,
            channel=self.channel,
            channel_ref=self.channel_ref,
            kind=self.kind,
            category=self.category,
            subcategory=self.subcategory,
            community=self.community,
            grid=self.grid,
            place=self.place,
            located=self.grid is not None or self.address is not None,
            described=self.text is not None or self.order is not None,
            reporter=self.reporter,
            anonymous=self.anonymous,
            confidential=self.confidential,
            needs_reply=self.needs_reply,
            has_contact=self.contact is not None,
            reachable=self.reachable,
            department=self.department,
            unit=self.unit,
            order=self.order,
            reported_at=self.happened_at,
            stages=state.reached(Stage.COLLECTION),
        )


class ReportCase(
    Command[Case],
    verb="report",
    label=Label("登记事件", "Report case"),
    who=(Role.RES, Role.MER, Role.GW, Role.CW, Role.UNIT, Role.DEPT, Role.SYS),
    opens=True,
):
    """Registers what somebody asks, complains of, suggests or has found.

    A grid left out means: place not known yet. place: the compound or bungalow patch of the grid.
    A resident, a merchant or a unit reports in its own name unless anonymous. department, unit:
    for whom a department's or a unit's officer reports, so that his scope covers it. The same
    channel_ref of one channel is the same case.
    """

    channel: Channel
    channel_ref: Line | None = None
    kind: CaseKind | None = None
    category: Category | None = None
    subcategory: Code | None = None
    title: PrivateLine | None = None
    text: PrivateText | None = None
    photos: Photos = ()
    community: CommunityCode
    grid: GridCode | None = None
    place: PlaceCode | None = None
    address: PrivateLine | None = None
    point: Annotated[Point, Sealed()] | None = None
    reporter: UUID | None = None
    contact: PrivateLine | None = None
    anonymous: bool = False
    confidential: bool = False
    needs_reply: bool = True
    department: BodyCode | None = None
    unit: UUID | None = None
    order: UUID | None = None

    def reads(self, state: Case, context: Context) -> Reads:
        yield community_ref(self.community)
        if self.grid is not None:
            yield grid_ref(self.grid)
        if self.place is not None:
            yield place_ref(self.place)
        reporter = self._reporter(context)
        if reporter is not None:
            yield person_ref(reporter)

    def decide(self, state: Case, context: Context) -> Outcome:
        require(
            state.state is None,
            "case_exists",
            "此渠道编号已登记过事件，请在原事件上办理。",
            "This channel reference is registered already; work on that case.",
        )
        require(
            self.channel not in BY_THE_SYSTEM or context.actor.role is Role.SYS,
            "channel_of_the_system",
            "此渠道只由系统使用，请选择实际来件渠道。",
            "Only the system uses this channel; choose the one it came in by.",
        )
        require(
            self.text is not None or bool(self.photos) or self.order is not None,
            "nothing_reported",
            "请填写诉求内容或上传照片。",
            "Say what it is about, or attach a photo.",
        )
        reporter = self._reporter(context)
        self._must_say_who(reporter, context)
        must_be_community(self.community, context)
        must_be_active_grid(self.grid, self.community, context)
        self._must_be_place_of_its_grid(context)
        found_by_staff = not self.anonymous
        yield CaseReported(
            **{**dict(self), "reporter": reporter},
            happened_at=context.at,
            reachable=reporter is not None or self.contact is not None or found_by_staff,
        )

    def _must_be_place_of_its_grid(self, context: Context) -> None:
        if self.place is None:
            return
        place = context.look(place_ref(self.place))
        require(  # P-14: what comes back at one place is told by its code
            self.grid is not None and place.grid_on(context.on) == self.grid,
            "no_such_place",
            f"小区或平房片{self.place}当日不在该网格内，请核对，或先留空。",
            f"Place {self.place} is not in that grid on that day; check it, or leave it out.",
        )

    def signed(self, actor: Actor) -> Actor:
        """SYS-05: whoever reports anonymously is named nowhere; a worker who enters it is."""
        if not self.anonymous:
            return actor
        if actor.role in IN_THEIR_OWN_NAME:
            return Actor(actor.role)
        return replace(actor, on_behalf_of=None)

    def _reporter(self, context: Context) -> UUID | None:
        """Whom it names, or for whom it is entered; a resident who names nobody means herself."""
        actor = context.actor
        if self.anonymous:
            return self.reporter
        in_own_name = actor.person if actor.role in IN_THEIR_OWN_NAME else None
        return self.reporter or actor.on_behalf_of or in_own_name

    def _must_say_who(self, reporter: UUID | None, context: Context) -> None:
        actor = context.actor
        require(
            not (self.anonymous and self.reporter),
            "anonymous_or_named",
            "匿名诉求不得写明诉求人，请二选一。",
            "An anonymous case names no reporter; choose one of the two.",
        )
        require(
            actor.role not in IN_THEIR_OWN_NAME
            or self.reporter in (None, actor.person, actor.on_behalf_of),
            "not_in_own_name",
            "请以本人名义或匿名反映；代他人反映请到社区窗口。",
            "Report in your own name or anonymously; for others, go to the community's window.",
        )
        require(
            actor.role in IN_THEIR_OWN_NAME
            or self.channel not in FROM_PEOPLE
            or self.anonymous
            or reporter is not None
            or self.contact is not None,
            "reporter_unstated",
            "请写明诉求人或联系方式，或注明匿名。",
            "Name the reporter or a contact, or mark it anonymous.",
        )
        require(
            reporter is None
            or reporter == actor.person  # who signs in is known to who let him in
            or context.look(person_ref(reporter)).exists,
            "no_such_person",
            "查无此人，请先登记人员。",
            "There is no such person; register the person first.",
        )


def must_be_active_grid(grid: str | None, community: str, context: Context) -> None:
    """A place is inside an active grid of its community, or not known."""
    if grid is None:
        return
    found = context.look(grid_ref(grid))
    require(
        found.status is GridStatus.ACTIVE and found.community == community,
        "no_such_grid",
        f"网格{grid}未启用或不属于{community}，请核对，或先留空。",
        f"Grid {grid} is not active or not in {community}; check it, or leave it out for now.",
    )

"""The course of one case, from report to close, as its card says."""

from calendar import monthrange
from collections.abc import Generator, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from application.recorded import Receipt
from domain.case import (
    AcceptCase,
    AssignCase,
    Channel,
    ContactWay,
    ConvertToOrder,
    DecideAssignmentDispute,
    DeclineCase,
    DeclineReason,
    ImportCaseHistory,
    MergeCase,
    ReportCase,
    ResolveOnTheSpot,
    ReturnAssignment,
    Step as PastStep,
    StepKind,
    TransferOut,
    TransferTarget,
    Urgency,
    WithdrawCase,
    case_ref,
)
from domain.channel import RegisterLetter, opening_ref
from domain.kernel import SYSTEM, Actor
from interfaces.simulation.boxes import BoxDay, Boxes
from interfaces.simulation.case_deck import Card, Fate, Sender
from interfaces.simulation.casework import Casework
from interfaces.simulation.clock import at_the_office, awake
from interfaces.simulation.feedback import feed_back
from interfaces.simulation.handling import URGENT, handle
from interfaces.simulation.order_deck import Slip
from interfaces.simulation.orders import OrderCourse
from interfaces.simulation.plan import YEAR, Plan, resident_of
from interfaces.simulation.schedule import Asking, Begun, Course, Step, does
from interfaces.simulation.texts import DONE, evidence

BEFORE_ITS_ORDER: Final = (5 * 24 * 60, 6 * 24 * 60)  # minutes


def _course(case: Casework, box: BoxDay | None) -> Course:
    if case.card.fate is Fate.UNFED:
        yield from _imported(case)
        return
    yield from _report(case) if box is None else _letter(case, box)
    match case.card.fate:
        case Fate.DECLINED:
            yield from _declined(case)
        case Fate.MERGED if case.card.master is not None:
            merge = MergeCase(master=case.card.master.known)
            yield from case.do(case.cw, merge, case.luck.minutes(5, 40))
        case Fate.WITHDRAWN:
            yield from _withdrawn(case)
        case Fate.TRANSFERRED:
            yield from _transferred(case)
        case Fate.CONVERTED:
            yield from _converted(case)
        case Fate.ON_THE_SPOT:
            yield from _accept(case)
            yield from _on_the_spot(case)
            yield from feed_back(case)
        case _:
            yield from see_to(case)


def see_to(case: Casework) -> Course:
    """From acceptance to the close, by the community or by a department."""
    yield from _accept(case)
    handler = yield from _allocate(case)
    yield from handle(case, handler)
    yield from feed_back(case)


def _report(case: Casework) -> Asking:
    card, sender = case.card, case.card.sender
    command = ReportCase(
        channel=card.channel,
        kind=card.kind,
        category=card.category,
        title=case.matter,
        text=f"{case.grid.code}：{case.matter}。",
        photos=(evidence("case", card.number),) if sender is Sender.STAFF else (),
        community=case.community.code,
        grid=case.grid.code if card.channel is Channel.GRID_PATROL else None,
        address=case.address,
        reporter=case.reporter.id if case.reporter else None,
        contact=_contact(case),
        anonymous=sender is Sender.ANONYMOUS,
        department=case.department() if card.channel is Channel.DEPT_LINK else None,
    )
    receipt = yield does(case.now, _receiver(case), command)
    card.id = receipt.stream
    if card.defect is not None:
        case.plan.key.note(card.defect, card.id)
    return receipt


def _letter(case: Casework, box: BoxDay) -> Asking:
    """Read at the opening of the box, and registered as a case."""
    card = case.card
    command = RegisterLetter(
        kind=card.kind,
        title=case.matter,
        text=f"{case.grid.code}：{case.matter}。",
        address=case.address,
        reporter=case.reporter.id if case.reporter else None,
        contact=_contact(case),
    )
    receipt = yield does(case.now, case.cw, command, box.id)
    card.id = case.plan.look(opening_ref(box.id)).cases[-1]
    if card.defect is not None:
        case.plan.key.note(card.defect, card.id)
    return receipt


def _contact(case: Casework) -> str | None:
    """A number, where that is all that is known."""
    if case.card.sender is not Sender.CONTACT:
        return None
    return f"129{case.luck.randint(0, 99_999_999):08d}"


def _receiver(case: Casework) -> Actor:
    match case.card.channel:
        case Channel.GRID_PATROL:
            return case.grid.gw
        case Channel.DEPT_LINK:
            return case.plan.officers.department(case.department())
        case Channel.WECHAT_ACCOUNT:
            who = case.reporter or case.community.resident(case.luck, case.grid)
            return resident_of(who)
        case _:
            return case.cw


def _accept(case: Casework) -> Asking:
    """Median 2 h; at once what the grid finds and what is an emergency (HANDBOOK 5.3)."""
    card = case.card
    patrol = card.channel is Channel.GRID_PATROL
    if patrol or card.urgency is Urgency.EMERGENCY:
        after = case.luck.minutes(2, 15)
    else:
        after = awake(case.now + case.luck.hours(2)) - case.now
    accept = AcceptCase(
        kind=card.kind, category=card.category, urgency=card.urgency, grid=case.grid.code
    )
    receipt = yield from case.do(case.grid.gh if patrol else case.cw, accept, after)
    case.restart()
    return receipt


def _on_the_spot(case: Casework) -> Asking:
    by_grid = case.card.channel is Channel.GRID_PATROL or case.luck.hits(0.5)
    resolve = ResolveOnTheSpot(
        done=case.luck.choice(DONE), evidence=(evidence("done", case.card.number),)
    )
    actor = case.grid.gw if by_grid else case.cw
    return (yield from case.do(actor, resolve, case.luck.minutes(5, 80)))


def _allocate(case: Casework) -> Generator[Step, Receipt, Actor]:
    """Assigned, returned perhaps once or twice; the actor who handles it in the end."""
    away = case.card.fate is Fate.DEPARTMENT
    code = case.department() if away else None
    handler = case.plan.officers.department(code) if code else case.grid.gw
    quick = case.card.urgency in URGENT
    yield from case.do(case.cw, AssignCase(handler=code), case.luck.minutes(2, 10 if quick else 60))
    for attempt in range(case.card.returned):
        back = ReturnAssignment(reason="不属本单位职责，请核对后另行分办。")
        yield from case.do(handler, back, case.luck.minutes(30, 150))
        if attempt == 0:
            yield from case.do(case.cw, AssignCase(handler=code), case.luck.minutes(20, 90))
        else:
            decide = DecideAssignmentDispute(handler=code, reason="按首接负责制由其承办。")
            yield from case.do(case.community.cs, decide, case.luck.minutes(30, 200))
    return handler


def _declined(case: Casework) -> Course:
    decline = DeclineCase(
        reason=case.luck.choice(list(DeclineReason)),
        advice="请向主管部门或司法途径反映，已告知办理方式。",
        told_by=ContactWay.PHONE,
    )
    after = awake(case.now + case.luck.hours(5)) - case.now
    yield from case.do(case.community.cs, decline, after)


def _withdrawn(case: Casework) -> Course:
    yield from _accept(case)
    assert case.reporter is not None  # noqa: S101 - only who is named can withdraw
    withdraw = WithdrawCase(reason="问题已自行解决。")
    yield from case.do(resident_of(case.reporter), withdraw, case.luck.minutes(20, 300))


def _transferred(case: Casework) -> Course:
    target = case.luck.choice((TransferTarget.T12345, TransferTarget.POLICE))
    out = TransferOut(target=target, receipt_no=f"ZC-{case.card.number:05d}")
    after = awake(case.now + case.luck.hours(4)) - case.now
    yield from case.do(case.community.cs, out, after)


def _converted(case: Casework) -> Course:
    """A volunteer settles it; policy P-04 places the order and closes the case."""
    slip = case.slip
    assert slip is not None  # noqa: S101 - the deck gave it one
    yield from _accept(case)
    convert = ConvertToOrder(
        occasion=slip.occasion, field=slip.field, need=f"请志愿者帮助：{case.matter}。"
    )
    yield from case.do(case.grid.gh, convert, case.luck.minutes(10, 60))
    order = case.plan.look(case_ref(case.card.known)).order
    case.now += timedelta(hours=1)
    yield from OrderCourse(case.plan, slip).of_a_case(order, case.grid, case.now)


def _imported(case: Casework) -> Course:
    """From the book of the former hotline, which closed without telling anybody (5.5)."""
    luck, start = case.luck, case.now
    times = [start, start + luck.hours(2), start + luck.hours(9), start + luck.hours(60)]
    kinds = (StepKind.REPORTED, StepKind.ACCEPTED, StepKind.ASSIGNED, StepKind.HANDLED)
    steps = [
        PastStep(kind=kind, happened_at=moment)
        for kind, moment in zip(kinds, sorted(times), strict=True)
    ]
    closed = max(times) + luck.minutes(30, 600)
    number = f"旧簿{case.card.number:05d}"
    history = ImportCaseHistory(
        channel=case.card.channel, channel_ref=number, external_ref=number,
        community=case.community.code, grid=case.grid.code, kind=case.card.kind,
        category=case.card.category, urgency=case.card.urgency, title=case.matter,
        text=case.matter, steps=tuple(steps), closed=closed,
    )  # fmt: skip
    receipt = yield does(at_the_office(closed + timedelta(days=3)), SYSTEM, history)
    case.card.id = receipt.stream
    if case.card.defect is not None:
        case.plan.key.note(case.card.defect, receipt.stream)


def report_moments(
    plan: Plan, cards: list[Card], slips: Mapping[int, Slip], boxes: Boxes
) -> dict[int, datetime]:
    """When each is reported: a merged one a while after its master, one that an order settles a
    few days before that, a letter when the box is opened."""
    luck, moments = plan.dice("reports"), {}
    for card in cards:
        if card.number in slips:
            before = luck.minutes(*BEFORE_ITS_ORDER)
            moments[card.number] = awake(slips[card.number].start - before)
        elif card.master is None:
            days = range(1, monthrange(YEAR, card.month)[1] + 1)
            moments[card.number] = luck.moment_on(date(YEAR, card.month, luck.choice(days)))
    boxes.find([c for c in cards if c.master is None and c.number not in slips], moments)
    for card in cards:
        if card.master is not None:
            moments[card.number] = moments[card.master.number] + luck.minutes(5, 60)
    boxes.fetch([c for c in cards if c.master is not None or c.number in slips], moments)
    return moments


def courses(plan: Plan, cards: list[Card], slips: list[Slip]) -> Iterator[Begun]:
    by_card = {slip.card.number: slip for slip in slips if slip.card is not None}
    boxes = Boxes(plan)
    moments = report_moments(plan, cards, by_card, boxes)
    yield from boxes.courses()
    for card in cards:
        moment = moments[card.number]
        course = _begun(plan, card, moment, by_card.get(card.number), boxes.of.get(card.number))
        yield Begun(f"case/{card.number}", moment, course)


def _begun(
    plan: Plan, card: Card, moment: datetime, slip: Slip | None, box: BoxDay | None
) -> Course:
    """Made when it begins: only then is it known who is who."""
    yield from _course(Casework(plan, card, moment, slip), box)

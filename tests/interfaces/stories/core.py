"""The stories of the core: cases, orders, services, agreements, registrations, grids."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from domain.kernel import Actor, derived_id
from domain.registry import COMMANDS
from domain.roles import Role
from tests.county import COUNTY, member, person, register, self_actor, unit
from tests.interfaces.stories.teller import (
    HEATING,
    HOTLINE,
    NEW_TOWN,
    STAYS,
    STREETS,
    Teller,
    a_unit,
    people,
)


def bodies_rules_and_codes(t: Teller) -> None:
    people(t)
    t.c.at("2022-01-20 08:00")
    body = t.play("body.establish", Role.COD)
    t.play("body.rename", Role.COD, body)
    t.play("body.transfer-function", Role.LG, body)
    t.means(secretary=t.c.secretary)
    t.play("body.appoint", Role.COD, body)
    t.means(appointment=t.last(body, "appointment"))
    t.play("body.end-appointment", Role.COD, body)
    t.play("body.dissolve", Role.COD, body)
    book = t.play("ruleset.draft", Role.EVO)
    t.play("ruleset.adopt", Role.LG, book)
    t.play("ruleset.withdraw", Role.LG, book)
    calendar = t.play("calendar.publish", Role.COD)
    t.play("calendar.correct", Role.COD, calendar)
    codes = t.play("codes.add", Role.EVO)
    t.play("codes.retire", Role.COD, codes)


def a_case_from_report_to_reopening(t: Teller) -> None:
    people(t)
    t.c.at("2022-01-20 09:00")
    case = t.play("case.report", Role.CW)
    t.play("case.accept", Role.CW, case)
    t.play("case.recategorise", Role.CW, case)
    t.play("case.correct", Role.CW, case)
    for _ in range(2):
        t.play("case.assign", Role.CW, case)
        t.play("case.return", HEATING, case)
    t.play("case.decide-dispute", Role.CS, case)
    t.play("case.record-first-contact", HEATING, case)
    t.play("case.start", HEATING, case)
    t.play("case.invite-co-handler", HEATING, case)
    t.play("case.reply-as-co-handler", STREETS, case)
    t.play("case.blow-whistle", Role.CS, case)
    t.c.at("2022-01-20 15:00")
    t.play("case.answer-whistle", STREETS, case)
    t.play("case.escalate", Role.CS, case)
    t.play("case.request-extension", HEATING, case)
    t.play("case.extend", Role.CS, case)
    t.play("case.suspend", Role.TOWN, case)
    t.c.at("2022-01-21 09:00")
    t.play("case.resume", Role.TOWN, case)
    t.play("case.record-handled", HEATING, case)
    t.play("case.feed-back", HEATING, case)
    t.play("case.call-back", HOTLINE, case)
    t.play("case.close", Role.CS, case)
    t.play("case.reopen", Role.AUD, case)
    t.play("case.exclude", Role.CS, case)


def cases_that_end_otherwise(t: Teller) -> None:
    people(t)
    t.c.at("2022-01-21 10:00")
    t.play("case.decline", Role.CS, t.play("case.report", Role.CW))
    t.means(other_case=t.play("case.report", Role.CW))
    t.play("case.merge", Role.CW, t.play("case.report", Role.CW))
    on_the_spot = accepted(t)
    t.play("case.resolve-on-the-spot", Role.GW, on_the_spot)
    t.play("case.record-feedback-impossible", Role.CW, on_the_spot)
    converted = accepted(t)
    t.play("case.convert", Role.GH, converted, settled=False)
    t.means(order=t.last(converted, "order"))
    t.play("case.finish-conversion", Role.GH, converted)  # before P-04 has placed the order
    t.play("case.transfer", Role.CS, accepted(t))
    resident = self_actor(Role.RES, t.body("case.report")["reporter"])
    t.play("case.withdraw", resident, t.play("case.report", Role.CW))


def accepted(t: Teller) -> str:
    case = t.play("case.report", Role.CW)
    t.play("case.accept", Role.CW, case)
    return case


def a_dispute_is_mediated(t: Teller) -> None:
    people(t)
    t.c.at("2022-01-24 09:00")
    case = accepted(t)
    t.play("case.open-mediation", Role.LEG, case)
    t.play("case.record-mediation-session", Role.LEG, case)
    t.play("case.report-risk", Role.LEG, case)
    t.play("case.reach-agreement", Role.LEG, case)
    t.play("case.seek-judicial-confirmation", Role.CW, case)
    t.play("case.record-judicial-confirmation", Role.LEG, case)
    t.play("case.check-performance", Role.LEG, case)
    failed = accepted(t)
    t.play("case.open-mediation", Role.LEG, failed)
    t.play("case.fail-mediation", Role.LEG, failed)


def grids_come_and_go(t: Teller) -> None:
    people(t)
    t.c.at("2022-01-24 14:00")
    head, lives_there = person(t.c, "新网格长", party_member="FULL"), {"grid": "FC01001"}
    leader = person(t.c, "组长", party_member="FULL", residence=lives_there | {"community": "FC01"})
    branch(t)
    t.means(head=head, worker=person(t.c, "新网格员"), member=leader)
    t.play("grid.form-area-group", Role.GH, derived_id("grid", "FC01001"))
    grid = at_work(t, "FC01002")
    t.play("grid.absorb-net", Role.TOWN, grid)
    t.play("grid.post-notice", Role.GW, grid)
    t.play("grid.report-separate-net", Role.CS, grid)
    t.play("grid.reassign-place", Role.TOWN, grid)
    t.play("grid.remove-worker", Role.TOWN, grid)
    t.play("grid.end-head", Role.CS, grid, Role.TOWN)
    t.play("grid.merge", Role.TOWN, at_work(t, "FC01004"), Role.COD)
    at_work(t, "FC01003")
    t.play("grid.split", Role.TOWN, at_work(t, "FC01005"), Role.COD)
    t.play("grid.abolish", Role.TOWN, at_work(t, "FC01006"), Role.COD)
    place = t.body("grid.plan")["places"][0] | {"code": "FC01007C001"}
    planned = t.play("grid.plan", Role.TOWN, code="FC01007", places=[place])
    t.play("grid.abolish", Role.TOWN, planned, Role.COD, successors=[])


def branch(t: Teller) -> None:
    """Of the first grid, so that it can issue orders."""

    def make() -> str:
        full = {name: person(t.c, name, party_member="FULL") for name in ("head", "member")}
        t.means(**full, secretary=t.c.secretary)
        return t.play("grid.form-branch", Role.CS, derived_id("grid", "FC01001"), Role.TOWN)

    t.once("branch", make)


def at_work(t: Teller, code: str) -> str:
    """A grid of its own head, worker and place."""
    place = t.body("grid.plan")["places"][0] | {"code": f"{code}C001"}
    grid = t.play("grid.plan", Role.TOWN, code=code, places=[place])
    t.play("grid.appoint-head", Role.CS, grid, Role.TOWN)
    t.play("grid.assign-worker", Role.CS, grid)
    t.play("grid.activate", Role.TOWN, grid)
    return grid


def units_and_their_members(t: Teller) -> None:
    people(t)
    t.c.at("2022-01-25 09:00")
    enrolled = t.play("unit.enrol", Role.CS, approved_by=Role.TOWN)
    t.means(unit=enrolled, head=person(t.c, "单位负责人"))
    t.play("unit.authorise-signatory", Role.CS, enrolled, Role.TOWN)
    registered = t.play("person.register", Role.CW)
    t.play("person.update", Role.CW, registered)
    t.play("person.join-unit", Role.UNIT, registered)
    t.play("person.leave-unit", Role.UNIT, registered)
    before = unit(t.c, "乙站", NEW_TOWN)
    t.play("person.change-unit", Role.UNIT, member(t.c, before), Role.UNIT)
    t.means(member=member(t.c, UUID(enrolled)))
    registration = t.play("unit_registration.register", Role.UNIT)
    t.play("unit_registration.confirm", Role.CS, registration)
    t.play("unit_registration.agree-items", Role.CS, registration, Role.UNIT)
    t.play("unit_registration.report-roll", Role.UNIT)
    t.play("unit_registration.correct-roll", Role.UNIT, registration, Role.COD)
    t.play("unit_registration.end", Role.CS, registration, last_day="2022-01-25")
    t.play("approval.refuse", Role.TOWN, asked(t, "unit.withdraw", enrolled))
    t.play("approval.grant", Role.TOWN, asked(t, "unit.assign-host", enrolled))
    t.play("unit.assign-host", Role.CS, enrolled, Role.TOWN)
    t.play("unit.withdraw", Role.CS, enrolled, Role.TOWN)


def asked(t: Teller, name: str, unit: str) -> str:
    """The approval that waits after the secretary asked for something."""
    verb, body = COMMANDS[name].verb, t.body(name)
    return str(t.c.ask(Role.CS, "units", unit, verb, **body).json()["pending"])


def members_register(t: Teller) -> None:
    people(t)
    t.c.at("2022-01-26 09:00")
    of = a_unit(t)
    who = member(t.c, of)
    me = self_actor(Role.MEM, who)
    t.means(member=who)
    registration = t.play("member_registration.submit", me)
    t.play("member_registration.reject", Role.CW, registration)
    t.play("member_registration.submit", me)
    t.play("member_registration.confirm", Role.CW, registration)
    t.play("member_registration.transfer", me, registration)
    t.play("member_registration.withdraw", me, registration)
    t.play("member_registration.grant-exemption", Role.CS, approved_by=Role.COD)
    t.means(exemption=t.last(registration, "exemption"))
    t.play("member_registration.end-exemption", Role.CS, registration, Role.COD)
    gone = member(t.c, of)
    registration = register(t.c, gone)
    t.play("person.leave-unit", Role.UNIT, gone, last_day="2022-01-26")
    t.play("member_registration.end", Role.CW, registration, last_day="2022-01-26")


def a_volunteer(t: Teller) -> Actor:
    """A registered member of a unit."""

    def make() -> Actor:
        who = member(t.c, a_unit(t))
        register(t.c, who)
        return self_actor(Role.MEM, who)

    me: Actor = t.once("volunteer", make)
    t.means(member=me.person)
    return me


def an_order_is_served_and_done_again(t: Teller) -> None:
    people(t)
    branch(t)
    t.c.at("2022-02-10 09:00")
    me, order = a_volunteer(t), t.play("order.place", Role.CW)
    t.play("order.amend", Role.GH, order)
    t.play("order.issue", Role.GH, order)
    t.play("order.accept", me, order)
    helper = person(t.c, "志愿者")
    t.means(volunteer=helper)
    t.play("order.join", self_actor(Role.VOL, helper), order)
    t.c.at("2022-02-12 09:00")
    t.play("order.check-in", me, order, Role.GW)
    t.c.at("2022-02-12 10:30")
    t.play("order.check-out", me, order, Role.GW)
    t.play("order.complete", Role.GH, order)
    resident = self_actor(Role.RES, t.body("order.place")["requester"])
    t.play("order.rate", resident, order)
    t.play("order.return", Role.CS, order)


def orders_that_end_otherwise(t: Teller) -> None:
    people(t)
    branch(t)
    t.c.at("2022-02-12 10:40")
    me = a_volunteer(t)
    t.play("order.decline", Role.GH, t.play("order.place", Role.CW))
    t.means(other_order=t.play("order.place", Role.CW))
    t.play("order.merge", Role.GH, t.play("order.place", Role.CW))
    released, excused, attested, missed = (taken(t, me) for _ in range(4))
    t.play("order.release", me, released)
    t.play("order.cancel", Role.CS, released)
    t.play("order.excuse", Role.GH, excused)
    t.play("order.attest-presence", Role.GW, attested)
    t.c.at("2022-02-12 12:00")
    t.play("order.record-no-show", Role.GW, missed)


def taken(t: Teller, by: Actor) -> str:
    order = t.play("order.place", Role.CW)
    t.play("order.issue", Role.GH, order)
    t.play("order.accept", by, order)
    return order


def services_are_entered_and_judged(t: Teller) -> None:
    people(t)
    t.c.at("2022-03-05 20:00")
    me = a_volunteer(t)
    book = t.play("volunteer.submit", me)
    t.means(entry=t.last(book, "entry"))
    t.play("volunteer.confirm", Role.CW, book)
    resident = self_actor(Role.RES, t.body("volunteer.rate")["resident"])
    t.play("volunteer.rate", resident, book)
    t.play("volunteer.correct", Role.CW, book, Role.CS)
    t.play("volunteer.dispute", resident, book)
    t.play("volunteer.resolve-dispute", Role.CS, book, Role.TOWN)
    t.play("volunteer.issue-extract", Role.CW, book)
    t.play("volunteer.revoke", Role.CS, book, Role.TOWN)
    for day, *judged in (
        ("2022-03-04", "volunteer.reject", Role.CW),
        ("2022-01-10", "volunteer.confirm-late", Role.CS, Role.TOWN),
    ):
        hours = {"start": f"{day}T09:00:00+08:00", "end": f"{day}T10:30:00+08:00"}
        t.play("volunteer.submit", me, **hours)
        t.means(entry=t.last(book, "entry"))
        name, by, *approved = judged
        t.play(name, by, book, *approved)


def an_agreement_from_draft_to_end(t: Teller) -> None:
    t.c.at("2022-03-25 09:00")
    of, signatory = a_unit(t), person(t.c, "授权签约人")
    t.means(head=signatory)
    t.play("unit.authorise-signatory", Role.CS, of, Role.TOWN)
    secretary = Actor(Role.CS, t.c.secretary, None, None, COUNTY)
    party = Actor(Role.UNIT, signatory, None, None, (f"unit:{of}",))
    agreement = t.play("agreement.draft", Role.CS)
    waived, kept = (proposed(t, agreement, party) for _ in range(2))
    proposed(t, agreement, party)
    t.play("agreement.drop-commitment", party, agreement)
    t.means(commitment=kept)
    t.play("agreement.revise-commitment", party, agreement)
    t.play("agreement.confirm", Role.CS, agreement)
    t.c.at("2022-04-01 09:00")
    t.play("agreement.sign", secretary, agreement)
    t.play("agreement.sign", party, agreement)
    for judged in ("agreement.reject", "agreement.verify"):
        t.play("agreement.start-commitment", party, agreement)
        t.play("agreement.report-done", party, agreement)
        t.play(judged, secretary, agreement, Role.RES)
    t.means(commitment=waived)
    t.play("agreement.waive", Role.CS, agreement, Role.TOWN)
    t.play("agreement.amend", secretary, agreement, party)
    t.c.at("2022-10-10 09:00")
    for decided in ("agreement.approve-amendment", "agreement.refuse-amendment"):
        t.play("agreement.amend", secretary, agreement, party)
        t.play(decided, Role.TOWN, agreement)
    t.play("agreement.renew", Role.CS)
    t.play("unit.withdraw", Role.CS, of, Role.TOWN, last_day="2022-10-09")
    t.play("agreement.terminate", Role.TOWN, agreement)


def proposed(t: Teller, agreement: str, party: Actor) -> UUID:
    t.play("agreement.propose-commitment", party, agreement)
    commitment = t.last(agreement, "commitment")
    t.means(commitment=commitment)
    return commitment


def the_year_ends(t: Teller) -> None:
    """Its registrations are counted, and who has not served its last quarter is listed."""
    member(t.c, unit(t.c, "年末局", STAYS))
    t.c.at("2023-01-04 09:00")


def something_waits_for_consent(t: Teller) -> None:
    secretary = Actor(Role.CS, t.c.secretary, None, None, ("community:FC01",))
    body = t.body("grid.end-head")
    answer = t.c.ask(secretary, "grids", derived_id("grid", "FC01001"), "end-head", **body)
    t.known["waiting"] = answer.json()["pending"]
    t.c.settle()


# In the order of their dates.
OF_THE_YEAR: Final[tuple[Callable[[Teller], None], ...]] = (
    bodies_rules_and_codes,
    a_case_from_report_to_reopening,
    cases_that_end_otherwise,
    a_dispute_is_mediated,
    grids_come_and_go,
    units_and_their_members,
    members_register,
    an_order_is_served_and_done_again,
    orders_that_end_otherwise,
    services_are_entered_and_judged,
    an_agreement_from_draft_to_end,
    the_year_ends,
    something_waits_for_consent,
)

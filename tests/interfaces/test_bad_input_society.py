"""What SYS-13, SYS-14 and SYS-15 refuse, over the API: a 4xx with its code, and no write."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from domain.grid import grid_ref
from domain.kernel import Actor, derived_id
from domain.roles import Role
from domain.workforce import COMMUNITY_WORKER, shipped_pay_system
from tests.county import COUNTY, County, county, found, person, self_actor

PAPER = {"document_no": "【合成】1号"}
MONTH = {"year": 2022, "month": 4}
FILE = "0" * 64


@pytest.fixture(scope="module")
def c(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    with county(tmp_path_factory.mktemp("refusing")) as made:
        made.at("2022-05-10 09:00")
        yield made


@pytest.fixture(scope="module")
def organisation(c: County) -> str:
    """In incubation, with one milestone on each track."""
    found(c, "FC01-INCUBATION", "INCUBATION_CENTRE", on="2021-06-01", **PAPER)
    unit = c.do(
        Role.CS, "units", approved_by=Role.TOWN, title="同心社（合成）", kind="SOCIAL_ORGANISATION",
        community="FC01", synthetic=True, on="2022-01-04",
    )  # fmt: skip
    id = c.do(Role.ORG, "social-organisations", unit=unit, community="FC01")
    tracks = {"business": ["建章立制"], "party_building": ["建立党组织"]}
    c.do(
        Role.TOWN, "social-organisations", id, "admit", centre="FC01-INCUBATION",
        agreement_no="【合成】2号", tracks=tracks,
    )  # fmt: skip
    return id


@pytest.fixture(scope="module")
def worker(c: County) -> str:
    """The only community worker of the first grid's second place, in post."""
    c.do(Role.COD, "pay-standards", system=shipped_pay_system().model_dump(mode="json"), **PAPER)
    who = person(c, "周工作者")
    id = c.do(
        Role.TOWN, "community-workers", person=who, community="FC01",
        recruitment_no="【合成】招1号", on="2022-01-04",
    )  # fmt: skip
    duty: dict[str, Any] = {"text": "合成", "grid": "FC01001", "on": "2022-01-05"}
    c.do(Role.CS, "community-workers", id, "assign-responsibility", **duty)
    return id


def test_a_visit_by_somebody_not_appointed(c: County) -> None:
    who = person(c, "未任命")
    plan = {"community": "FC01", "role": "JUDGE", "person": who, "on": "2022-05-20"}
    c.refused(Role.CS, "not_appointed", "legal-visits", **plan)


def test_a_visit_confirmed_by_another_officer(c: County) -> None:
    judges = [person(c, name) for name in ("甲法官", "乙法官")]
    for judge in judges:
        c.do(
            Role.COD, "bodies", derived_id("body", "FC01"), "appoint", person=judge, post="JUDGE",
            basis="SENT_BY_EMPLOYER", period={"start": "2022-01-04"}, **PAPER,
        )  # fmt: skip
    plan = {"community": "FC01", "role": "JUDGE", "person": judges[0], "on": "2022-05-10"}
    visit = c.do(Role.CS, "legal-visits", **plan)
    asked = c.ask(
        Role.CW, "legal-visits", visit, "record", held_on="2022-05-10", kind="CONSULT",
        people_served=3,
    )  # fmt: skip
    approval = asked.json()["pending"]
    for other, code in (
        (self_actor(Role.LEG, judges[1]), "scope_not_allowed"),
        (Actor(Role.LEG, judges[1], None, None, COUNTY), "officer_confirms"),
    ):
        c.refused(other, code, "approvals", approval, "grant")


def test_graduation_with_one_track(c: County, organisation: str) -> None:
    keeper = Actor(Role.CW, person(c, "孵化员"), "FC01-INCUBATION", None, COUNTY)
    reached = {"track": "BUSINESS", "milestone": "建章立制", "evidence": [FILE]}
    c.do(keeper, "social-organisations", organisation, "reach-milestone", **reached)
    path = ("social-organisations", organisation, "graduate")
    c.refused(Role.TOWN, "track_incomplete", *path, **PAPER)


def test_a_grade_outside_the_band(c: County, worker: str) -> None:
    path = ("community-workers", worker, "grade")
    grade = {"post": "STAFF", "since": "2022-01-05", **PAPER}
    c.refused(Role.TOWN, "grade_outside_band", *path, grade=13, **grade)
    c.refused(Role.TOWN, "invalid_request", *path, grade=19, **grade)


def test_a_rotation_that_empties_a_grid(c: County, worker: str) -> None:
    grid = c.system.handler.look(grid_ref("FC01001"))
    me = c.system.handler.look(COMMUNITY_WORKER.ref(UUID(worker))).person
    [other] = grid.worker_ids - {me}
    removed = {"person": other, "last_day": "2022-05-09", "reason": "TRANSFER"}
    c.do(Role.CS, "grids", derived_id("grid", "FC01001"), "remove-worker", **removed)
    away = {"destination": {"community": "FC01"}, "on": "2022-05-10"}
    c.refused(Role.TOWN, "last_worker", "community-workers", worker, "rotate", **away)


@pytest.mark.parametrize("verb", ["record-pay", "record-insurance"])
def test_pay_in_the_future(c: County, worker: str, verb: str) -> None:
    about = {"gross_fen": 320_000} if verb == "record-pay" else {"kinds": ["PENSION"]}
    path = ("community-workers", worker, verb)
    c.refused(Role.TOWN, "in_the_future", *path, **MONTH | {"month": 6}, **about)
    c.refused(Role.TOWN, "not_employed_then", *path, year=2021, month=12, **about)
    c.refused(Role.TOWN, "invalid_request", *path, **MONTH | {"month": 13}, **about)


def test_pay_with_a_fraction_or_less_than_nothing(c: County, worker: str) -> None:
    path = ("community-workers", worker, "record-pay")
    for wrong in (-1, 3200.5, "many"):
        c.refused(Role.TOWN, "invalid_request", *path, **MONTH, gross_fen=wrong)


def test_a_double_booking(c: County, organisation: str) -> None:
    unit = c.get(f"social-organisations/{organisation}")["state"]["unit"]
    offer = {"unit": unit, "community": "FC01", "kind": "VENUE", "title": "活动厅"}
    hall = c.do(Role.UNIT, "resource-offers", **offer)
    hours = {
        "start": "2022-05-14T09:00:00+08:00", "end": "2022-05-14T11:00:00+08:00", "purpose": "合成",
    }  # fmt: skip
    c.do(Role.CW, "resource-offers", hall, "book", **hours)
    c.refused(Role.CW, "booked_already", "resource-offers", hall, "book", **hours)


def test_the_pay_of_others_is_nobodys_to_read(c: County, worker: str) -> None:
    c.do(Role.TOWN, "community-workers", worker, "record-pay", **MONTH, gross_fen=320_000)
    clerk = Actor(Role.CW, person(c, "同事"), None, None, ("community:FC01",))
    for path in (f"community-workers/{worker}", f"community-workers/{worker}/history"):
        answer = c.http.get(f"/v1/{path}", headers=c.headers(clerk))
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_not_allowed")

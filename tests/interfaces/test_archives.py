"""Archives over HTTP: read entry by entry, for a purpose, by field; P-11 (SYS-07, SYS-20)."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

import pytest

from domain.kernel import Actor, derived_id
from domain.roles import Role
from tests.county import County, county, grid, person, self_actor
from tests.domain.archive.examples import FILE, FORMS

BOOK: Final = derived_id("archive", "FC01001", "RESIDENT")
HOME: Final = UUID(int=0x77)
WORKER: Final = Actor(Role.GW, UUID(int=0x41), "FC01", None, ("grid:FC01001",))
PHONE, OTHER_PHONE = "13900000001", "13900000002"
SHEET: Final = {"notice": "同意书2022-1", "separate": True, "community": "FC01", "archive": BOOK}


@pytest.fixture
def c(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    with county(tmp_path_factory.mktemp("county")) as c:
        yield c


def details(phone: str) -> list[dict[str, str]]:
    return [
        {"field": "age_band", "value": "60_TO_79"},
        {"field": "care_needs", "value": "NO", "basis": "STATUTORY_DUTY"},
        {"field": "phone", "value": phone},
        {"field": "vaccination", "value": "第三针", "basis": "PUBLIC_HEALTH"},
    ]


@pytest.fixture
def people(c: County) -> tuple[UUID, UUID]:
    """Two residents of one batch."""
    both = person(c, "甲居民"), person(c, "乙居民")
    lines = [
        {"person": who, "household": HOME, "details": details(phone), "verified_on": "2022-01-03"}
        for who, phone in zip(both, (PHONE, OTHER_PHONE), strict=True)
    ]
    c.do(
        Actor(Role.CW, UUID(int=0x42), None, None, ("community:FC01",)), "archives", None,
        "import-batch", approved_by=Role.CS, kind="RESIDENT", grid="FC01001", file=FILE, part=1,
        file_lines=2, lines=lines, consent_forms=FORMS,
    )  # fmt: skip
    return both


def read(c: County, actor: Actor | Role, path: str = "", **params: Any) -> Any:
    params = {name: str(value) for name, value in params.items()}
    return c.http.get(f"/v1/archives/{BOOK}{path}", params=params, headers=c.headers(actor))


def held(answer: Any) -> dict[str, str]:
    return {code: one["value"] for code, one in answer.json()["state"]["held"].items()}


def line(*told: dict[str, str]) -> dict[str, Any]:
    return {"person": str(UUID(int=0x999)), "household": str(HOME), "details": list(told)}


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([line()] * 501, "batch_too_large"),
        ([line({"field": "shoe_size", "value": "38"})], "field_not_in_catalogue"),
        ([line({"field": "religion", "value": "无", "basis": "CONSENT"})], "field_without_purpose"),
        ([line({"field": "vaccination", "value": "第三针"})], "legal_basis_missing"),
    ],
)
def test_what_may_not_be_imported_is_refused_whole(
    c: County, lines: list[dict[str, Any]], code: str
) -> None:
    """SYS-07: refused before anybody is asked to consent, or at the latest when he does."""
    clerk = Actor(Role.CW, UUID(int=0x42), None, None, ("community:FC01",))
    batch = {"kind": "RESIDENT", "grid": "FC01001", "file": FILE, "part": 1, "file_lines": 900}
    answer = c.ask(
        clerk, "archives", None, "import-batch", **batch, lines=lines, consent_forms=FORMS
    )
    if answer.status_code == 202:
        approval = answer.json()["pending"]
        secretary = Actor(Role.CS, UUID(int=0x43), None, None, ("community:FC01",))
        answer = c.ask(secretary, "approvals", approval, "grant")
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert c.system.log.history(BOOK) == []


def test_nobody_is_restricted_and_no_request_decided_blindly(c: County) -> None:
    """SYS-20: somebody unknown; a request without a check of who asks."""
    stranger = {"person": UUID(int=0x999), "ground": "OBJECTION", "reason": "合成"}
    paper = {"document_no": "【合成】9号"}
    c.refused(Role.PIO, "no_such_person", "data-subjects", **stranger, **paper)
    who = person(c, "甲居民")
    lodged = {"person": who, "kind": "DELETE", "about": "请删除", "community": "FC01"}
    request = c.do(self_actor(Role.RES, who), "subject-requests", **lodged)
    told = {"answer": "已办"}
    c.refused(Role.PIO, "identity_not_verified", "subject-requests", request, "answer", **told)


@pytest.mark.parametrize("path", ["", "/history"])
def test_without_a_purpose_nothing_personal_is_shown(
    c: County, people: tuple[UUID, UUID], path: str
) -> None:
    """SYS-07: the purpose is declared for every read of personal fields."""
    answer = read(c, WORKER, path, entry=people[0])
    assert answer.status_code == 200
    assert PHONE not in answer.text
    assert PHONE not in read(c, WORKER, path).text


@pytest.mark.parametrize("path", ["", "/history"])
def test_an_archive_is_read_one_entry_at_a_time(
    c: County, people: tuple[UUID, UUID], path: str
) -> None:
    before = c.system.log.position()
    whole = read(c, WORKER, path, purpose="CASE")
    assert (whole.status_code, whole.json()["code"]) == (409, "entry_missing")
    assert c.system.log.position() == before
    one = read(c, WORKER, path, purpose="CASE", entry=people[0])
    assert PHONE in one.text
    assert OTHER_PHONE not in one.text
    assert str(people[1]) not in one.text
    assert read(c, WORKER, path, purpose="CASE", entry=UUID(int=0)).status_code == 404


def test_a_purpose_opens_only_the_fields_it_needs_and_the_read_names_them(
    c: County, people: tuple[UUID, UUID]
) -> None:
    """R-24, SYS-07: EntryAccessed{purpose}."""
    answer = read(c, WORKER, purpose="VACCINATION", entry=people[0])
    assert held(answer) == {
        "age_band": "60_TO_79", "care_needs": "[sealed]", "phone": PHONE, "vaccination": "第三针",
    }  # fmt: skip
    assert held(read(c, WORKER, purpose="CASE", entry=people[0]))["vaccination"] == "[sealed]"
    c.settle()
    first, second = c.ledger("L-READ", entry=people[0])
    assert (first["purpose"], first["reader"]) == ("VACCINATION", str(WORKER.person))
    assert first["fields"] == ["age_band", "phone", "vaccination"]
    assert (first["subject"], second["purpose"]) == (str(people[0]), "CASE")
    assert c.ledger("L-READ", entry=people[1]) == []


def test_a_resident_reads_and_updates_his_own_entry_only(
    c: County, people: tuple[UUID, UUID]
) -> None:
    """SYS-07: RES self."""
    me, other = self_actor(Role.RES, people[0]), people[1]
    assert held(read(c, me, purpose="OWN_DATA", entry=people[0]))["phone"] == PHONE
    assert read(c, me, entry=other).status_code == 403
    update = {"details": [{"field": "phone", "value": "13900000003"}]}
    c.do(me, "archives", BOOK, "update", entry=people[0], **update)
    assert held(read(c, me, purpose="OWN_DATA", entry=people[0]))["phone"] == "13900000003"
    c.refused(me, "scope_not_allowed", "archives", BOOK, "update", entry=other, **update)


def test_a_grid_worker_reads_what_has_moved_to_his_grid_and_no_more_what_has_left(
    c: County, people: tuple[UUID, UUID]
) -> None:
    grid(c, "FC01002")
    c.do(WORKER, "archives", BOOK, "move", entry=people[0], to="FC01002", on="2022-01-04")
    next_worker = Actor(Role.GW, UUID(int=0x43), "FC01", None, ("grid:FC01002",))
    assert read(c, next_worker, purpose="CASE", entry=people[0]).status_code == 200
    assert read(c, next_worker, purpose="CASE", entry=people[1]).status_code == 403
    assert read(c, WORKER, purpose="CASE", entry=people[0]).status_code == 403


def test_p_11_withdrawn_consent_shuts_what_rested_on_it(
    c: County, people: tuple[UUID, UUID]
) -> None:
    """P-11: the person himself still sees it, and the others' entries are as they were."""
    me = self_actor(Role.RES, people[0])
    consent = c.do(me, "consents", person=people[0], purpose="ARCHIVE", **SHEET)
    c.do(me, "consents", consent, "withdraw")
    c.settle()
    shown = held(read(c, WORKER, purpose="CASE", entry=people[0]))
    assert (shown["phone"], shown["care_needs"]) == ("[sealed]", "NO")
    assert held(read(c, me, purpose="OWN_DATA", entry=people[0]))["phone"] == PHONE
    assert held(read(c, WORKER, purpose="CASE", entry=people[1]))["phone"] == OTHER_PHONE


def test_a_restricted_persons_data_is_shown_in_no_record(
    c: County, people: tuple[UUID, UUID]
) -> None:
    """PIPL art. 47: storage and protection only, wherever it is sealed under his key."""
    restrict = {"person": people[0], "ground": "OBJECTION", "reason": "本人要求"}
    paper = {"document_no": "【合成】9号"}
    subject = c.do(Role.PIO, "data-subjects", **restrict, **paper)

    def seen_by(actor: Actor | Role, purpose: str) -> str:
        params = {"purpose": purpose}
        path = f"/v1/persons/{people[0]}/history"
        return str(c.http.get(path, params=params, headers=c.headers(actor)).text)

    assert "甲居民" not in seen_by(Role.AUD, "AUDIT")
    assert "[restricted]" in seen_by(Role.AUD, "AUDIT")
    assert "甲居民" in seen_by(self_actor(Role.RES, people[0]), "OWN_DATA")
    c.do(Role.PIO, "data-subjects", subject, "lift", **paper)
    assert "甲居民" in seen_by(Role.AUD, "AUDIT")


def test_each_line_of_a_batch_is_sealed_under_its_own_persons_key(
    c: County, people: tuple[UUID, UUID]
) -> None:
    """S40: several persons in one event need several keys; erasing one leaves the other."""
    [event] = [e for e in c.system.log.read(0, 1000) if e.name == "archive.batch_imported"]
    for line in event.event.lines:
        assert all(f":{line.entry.hex}:" in detail.value for detail in line.details)

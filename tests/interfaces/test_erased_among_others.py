"""SYS-20, ADR 0022: what an erasure leaves of others, and what goes on after it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest

from domain.kernel import Actor, derived_id
from domain.roles import Role
from interfaces.http.disclosure import owner_of, sealed_in
from tests.county import County, county, grid, person, unit

PAPER: Final = "【合成】9号"
BOOK: Final = derived_id("archive", "FC01001", "RESIDENT")
FILE: Final = "b" * 64


@pytest.fixture
def c(tmp_path: Path) -> Iterator[County]:
    with county(tmp_path) as c:
        yield c


def himself(person: UUID) -> Actor:
    return Actor(Role.RES, person, None, None, ("self",))


def erase(c: County, person: UUID) -> None:
    about = {"person": str(person), "ground": "CONSENT_WITHDRAWN", "document_no": PAPER}
    c.do(Role.PIO, "data-subjects", None, "erase", archive=str(BOOK), **about)


def texts(c: County, stream: UUID | str) -> dict[UUID, set[str | None]]:
    """Owner → what can be read of his."""
    found: dict[UUID, set[str | None]] = {}
    for recorded in c.system.log.history(UUID(str(stream))):
        for _, token in sealed_in(recorded.event):
            opened = c.system.vault.opened(token, recorded.stream)
            found.setdefault(owner_of(token), set()).add(opened)
    return found


def imported(c: County, *persons: UUID) -> str:
    """Entries of several persons in one event, with the consent of a second official."""
    lines: list[dict[str, Any]] = [
        {"person": str(one), "household": str(UUID(int=8)),
         "details": [{"field": "age_band", "value": "60_TO_79"},
                     {"field": "care_needs", "value": "NO"},
                     {"field": "full_name", "value": f"合成居民{n}"}]}
        for n, one in enumerate(persons)
    ]  # fmt: skip
    body = {"kind": "RESIDENT", "grid": "FC01001", "file": FILE, "part": 1, "file_lines": 2}
    answer = c.ask(
        Role.CW, "archives", None, "import-batch", lines=lines, consent_forms=FILE, **body
    )
    assert answer.status_code == 202, answer.text
    return str(answer.json()["pending"])


def test_of_several_persons_in_one_event_the_others_stay(c: County) -> None:
    gone, stays = person(c, "张居民"), person(c, "李居民")
    approval = imported(c, gone, stays)
    c.do(Actor(Role.CS, c.secretary, None, None, ("county",)), "approvals", approval, "grant")
    erase(c, gone)
    found = texts(c, BOOK)
    assert found[gone] == {None}
    assert "合成居民1" in found[stays]
    # What was asked for is kept twice: with the request for consent it goes, too.
    assert set().union(*texts(c, approval).values()) == {None}
    entries = {each["entry"]: each["state"] for each in c.ledger("ARCHIVES", grid="FC01001")}
    assert (entries[str(gone)], entries[str(stays)]) == ("CLOSED", "DRAFT")


def test_what_waits_for_consent_and_tells_of_him_is_asked_anew(c: County) -> None:
    gone, stays = person(c, "张居民"), person(c, "李居民")
    approval = imported(c, gone, stays)
    erase(c, gone)
    secretary = Actor(Role.CS, c.secretary, None, None, ("county",))
    c.refused(secretary, "request_erased", "approvals", approval, "grant")
    c.settle()
    c.do(secretary, "approvals", approval, "refuse", reason="请重新提出")
    assert set().union(*texts(c, UUID(approval)).values()) == {None, "请重新提出"}


def test_who_was_never_registered_is_erased_on_his_own_request(c: County) -> None:
    me, paper = UUID(int=777), {"person": str(UUID(int=777)), "document_no": PAPER}
    about = {"channel": "WECHAT_ACCOUNT", "community": "FC01", "text": "我家漏水", "reporter": me}
    case = c.do(himself(me), "cases", **about)
    ask = {"person": str(me), "kind": "DELETE", "about": "请删除", "community": "FC01"}
    request = c.do(himself(me), "subject-requests", **ask)
    restriction = {"ground": "OBJECTION", "reason": "本人异议", **paper, "request": request}
    erasure = {"ground": "REQUEST", **paper, "request": request}
    c.refused(Role.PIO, "no_such_person", "data-subjects", **restriction)
    c.refused(Role.PIO, "no_such_request", "data-subjects", None, "erase", **erasure)
    c.do(Role.PIO, "subject-requests", request, "verify-identity", proof="ID_CARD")
    other = {**restriction, "person": str(UUID(int=778))}
    c.refused(Role.PIO, "no_such_person", "data-subjects", **other)
    subject = c.do(Role.PIO, "data-subjects", **restriction)
    c.do(Role.PIO, "data-subjects", None, "hold", **paper)
    c.refused(Role.PIO, "legal_hold", "data-subjects", None, "erase", **erasure)
    c.do(Role.PIO, "data-subjects", subject, "release-hold", document_no=PAPER)
    c.do(Role.PIO, "data-subjects", None, "erase", **erasure)
    assert texts(c, case) == {me: {None}}


def test_a_case_of_somebody_erased_goes_on_without_him(c: County) -> None:
    """What he wrote is gone, also of others; what officials write from now on is the case's."""
    gone, other = person(c, "张居民"), person(c, "李居民")
    said = "楼上李居民家漏水"
    case = c.do(himself(gone), "cases", channel="WECHAT_ACCOUNT", community="FC01", text=said,
                reporter=gone)  # fmt: skip
    theirs = c.do(himself(other), "cases", channel="WECHAT_ACCOUNT", community="FC01",
                  text="楼下张居民多次敲门", reporter=other)  # fmt: skip
    erase(c, gone)
    assert texts(c, case) == {gone: {None}}
    assert texts(c, theirs) == {other: {"楼下张居民多次敲门"}}
    c.do(Role.CW, "cases", case, "correct", text="漏水，待查", reason="补充描述")
    assert "漏水，待查" in texts(c, case)[UUID(case)]
    again = {"channel": "WECHAT_ACCOUNT", "community": "FC01", "text": "又漏水", "reporter": gone}
    c.refused(himself(gone), "person_erased", "cases", **again)


def test_entries_in_all_grids_he_has_lived_in_are_closed(c: County) -> None:
    gone = person(c, "张居民", residence={"community": "FC01", "grid": "FC01001"})
    details = [{"field": "age_band", "value": "60_TO_79"}, {"field": "care_needs", "value": "NO"}]
    about = {"kind": "RESIDENT", "person": gone, "household": UUID(int=8), "details": details}
    grid(c, "FC01002")
    for code in ("FC01001", "FC01002"):
        residence = {"community": "FC01", "grid": code}
        c.do(Role.CW, "persons", gone, "update", residence=residence)
        c.do(Role.GW, "archives", grid=code, consent_forms=FILE, **about)
    paper = {"ground": "CONSENT_WITHDRAWN", "document_no": PAPER}
    c.do(Role.PIO, "data-subjects", None, "erase", person=str(gone), **paper)
    for code in ("FC01001", "FC01002"):
        [entry] = [one for one in c.ledger("ARCHIVES", grid=code) if one["entry"] == str(gone)]
        assert entry["state"] == "CLOSED"


def test_who_comes_back_shares_nothing_with_who_he_was(c: County) -> None:
    number = "142226199001010015"
    gone = person(c, "张居民", identity_number=number, party_member="FULL")
    erase(c, gone)
    back = person(c, "张居民", identity_number=number)
    assert back != gone
    assert texts(c, back)[back] == {"张居民（合成）", number}
    for recorded in c.system.log.history(back):
        assert gone.hex not in repr(recorded).replace("-", "")
    c.refused(Role.CW, "person_erased", "persons", gone, "update", full_name="张居民")
    details = [{"field": "age_band", "value": "60_TO_79"}, {"field": "care_needs", "value": "NO"}]
    line = {"kind": "RESIDENT", "grid": "FC01001", "household": UUID(int=8), "details": details}
    c.do(Role.GW, "archives", person=back, consent_forms=FILE, **line)
    c.refused(Role.GW, "person_erased", "archives", person=gone, consent_forms=FILE, **line)
    # Nor is anything begun that has no text at all.
    yes = {"person": str(gone), "purpose": "ARCHIVE", "notice": "2022-1"}
    c.refused(himself(gone), "person_erased", "consents", **yes)
    joins = {"unit": str(unit(c, "合成单位", "111409249999000116")), "on": "2022-01-04"}
    officer = Actor(Role.UNIT, UUID(int=55), None, None, ("county",))
    c.refused(officer, "person_erased", "persons", gone, "join-unit", **joins)

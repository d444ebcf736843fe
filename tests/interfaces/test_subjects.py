"""What a person takes home (SYS-20): a copy of what is held of him, the receipt of its erasure."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
from click.testing import CliRunner

from application.proof.checking import Broken, digest_of, key_of, leaf_hash, proof_of
from application.sealing import sealed_fields
from domain.kernel import Actor, derived_id
from domain.privacy.holdings import HOLDINGS
from domain.registry import EVENTS, OWNER
from domain.roles import Role
from interfaces.cli.main import main
from tests.county import County, county, person

PAPER: Final = "【合成】9号"
FORMS: Final = "a" * 64


@pytest.fixture
def c(tmp_path: Path) -> Iterator[County]:
    with county(tmp_path) as c:
        yield c


@pytest.fixture
def me(c: County) -> UUID:
    """A resident with an entry in the archive, who has reported a case."""
    me = person(
        c, "张居民", phone="13812345678", residence={"community": "FC01", "grid": "FC01001"}
    )
    c.do(
        Role.GW, "archives", kind="RESIDENT", grid="FC01001", person=me, consent_forms=FORMS,
        household=UUID(int=8),
        details=[{"field": "age_band", "value": "60_TO_79"},
                 {"field": "care_needs", "value": "NO", "basis": "STATUTORY_DUTY"}],
    )  # fmt: skip
    c.do(
        himself(me),
        "cases",
        channel="WECHAT_ACCOUNT",
        community="FC01",
        text="楼道灯不亮",
        reporter=me,
    )
    return me


def himself(person: UUID) -> Actor:
    return Actor(Role.RES, person, None, None, ("self",))


def texts_of(c: County, person: UUID, actor: Actor | Role, purpose: str) -> set[str]:
    c.settle()
    found = c.get(f"persons/{person}/copy", actor, purpose=purpose)
    return {each["text"] for each in found["texts"]}


def test_a_person_is_given_all_that_is_held_of_him(c: County, me: UUID) -> None:
    found = c.get(f"persons/{me}/copy", himself(me), purpose="OWN_DATA")
    texts = {(each["event"], each["field"]): each for each in found["texts"]}
    said = {key: each["text"] for key, each in texts.items()}
    assert said["person.registered", "full_name"] == "张居民（合成）"
    assert said["case.reported", "text"] == "楼道灯不亮"
    age = "archive.registered", "年龄段"
    assert (texts[age]["basis"], said[age]) == ("CONSENT", "60_TO_79")
    assert texts["case.reported", "text"]["purpose"] == "办理事项"
    assert found["reads"][-1:] == []
    c.settle()
    again = c.get(f"persons/{me}/copy", Role.PIO, purpose="SUBJECT_REQUEST")
    assert [read["purpose"] for read in again["reads"]] == ["OWN_DATA"]
    c.settle()
    [*_, row] = c.ledger("L-READ", subject=str(me))
    officer = str(derived_id("test-actor", Role.PIO))
    assert (row["purpose"], row["reader"]) == ("SUBJECT_REQUEST", officer)


def test_what_is_wrong_is_corrected_by_the_records_own_command(c: County, me: UUID) -> None:
    """PIPL art. 46: asked for, done by who keeps the record, answered; the copy tells both."""
    wrong, right = "142226199001010015", "11010519491231002X"
    c.do(Role.CW, "persons", me, "update", identity_number=wrong)
    ask = {"person": str(me), "kind": "CORRECT", "about": "证件号码有误", "community": "FC01"}
    request = c.do(himself(me), "subject-requests", **ask)
    c.do(Role.PIO, "subject-requests", request, "verify-identity", proof="ID_CARD")
    c.do(Role.CW, "persons", me, "update", identity_number=right, full_name="张居敏")
    c.do(Role.PIO, "subject-requests", request, "answer", answer="已更正姓名和号码")
    found = c.get(f"persons/{me}/copy", himself(me), purpose="OWN_DATA")["texts"]
    names = [each["text"] for each in found if each["field"] == "full_name"]
    assert names == ["张居民（合成）", "张居敏"]
    assert {"证件号码有误", "已更正姓名和号码", wrong, right} <= {each["text"] for each in found}
    assert person(c, "李居民", identity_number=wrong) != me  # the wrong one is anybody's again
    c.refused(Role.CW, "person_known", "persons", full_name="张居敏", identity_number=right)


def test_nobody_else_is_given_it(c: County, me: UUID) -> None:
    stranger = himself(person(c, "李居民"))
    for actor, purpose in ((stranger, "OWN_DATA"), (Role.CW, "CASE"), (Role.AUD, "OWN_DATA")):
        before = c.system.log.position()
        answer = c.http.get(
            f"/v1/persons/{me}/copy", params={"purpose": purpose}, headers=c.headers(actor)
        )
        assert answer.status_code == 403, answer.text
        assert c.system.log.position() == before
    nobody = c.http.get(
        f"/v1/persons/{UUID(int=9)}/copy", params={"purpose": "SUBJECT_REQUEST"},
        headers=c.headers(Role.PIO),
    )  # fmt: skip
    assert nobody.status_code == 404


def test_what_is_restricted_the_person_alone_is_shown(c: County, me: UUID) -> None:
    about = {"person": str(me), "ground": "OBJECTION", "reason": "本人异议", "document_no": PAPER}
    c.do(Role.PIO, "data-subjects", **about)
    c.settle()
    shown = {
        actor: texts_of(c, me, actor, p)
        for actor, p in ((Role.PIO, "SUBJECT_REQUEST"), (himself(me), "OWN_DATA"))
    }
    assert shown[Role.PIO] == {"[restricted]"}
    assert "张居民（合成）" in shown[himself(me)]


def erased(c: County, me: UUID) -> str:
    """On his own request. What is held by law is kept, so his entry is closed for years by then."""
    book = derived_id("archive", "FC01001", "RESIDENT")
    c.at("2022-02-01 09:00")
    c.do(Role.GW, "archives", book, "close", entry=str(me), reason="MOVED_AWAY", on="2022-02-01")
    ask = {"person": str(me), "kind": "DELETE", "about": "请删除", "community": "FC01"}
    request = c.do(himself(me), "subject-requests", **ask)
    c.do(Role.PIO, "subject-requests", request, "verify-identity", proof="ID_CARD")
    about = {"person": str(me), "ground": "REQUEST", "document_no": PAPER, "request": request}
    c.refused(Role.PIO, "retention_runs", "data-subjects", None, "erase", **about)
    c.at("2025-02-02 09:00")
    subject = c.do(Role.PIO, "data-subjects", None, "erase", **about)
    c.do(Role.PIO, "subject-requests", request, "answer", answer="已删除")
    return subject


def test_an_erasure_has_a_receipt_that_anybody_can_check(c: County, me: UUID) -> None:
    key = key_of(str(c.system.tlog.signer.key))
    subject = erased(c, me)
    receipt = c.http.get(
        f"/v1/data-subjects/{subject}/receipt", headers=c.headers(himself(me))
    ).json()
    line = base64.b64decode(receipt["line"])
    proof = proof_of(receipt["proof"])
    proof.check(leaf_hash(digest_of(line)), [key])
    assert proof.index + 1 == receipt["position"]
    assert b"subject.erased" in line
    assert str(me).encode() in line
    with pytest.raises(Broken):
        proof.check(leaf_hash(digest_of(line.replace(b"REQUEST", b"PERIOD_"))), [key])
    told = {each["field"]: each["count"] for each in receipt["texts"]}
    assert told["person.registered/full_name"] == told["case.reported/text"] == 1
    assert c.system.tlog.verified().events == c.system.log.position()


def test_after_it_all_that_was_his_reads_erased(c: County, me: UUID) -> None:
    erased(c, me)
    found = c.get(f"persons/{me}/copy", Role.PIO, purpose="SUBJECT_REQUEST")
    assert {each["text"] for each in found["texts"]} == {"[erased]"}
    c.settle()
    [row] = c.ledger("L-ERASURE", person=str(me))
    assert (row["ground"], row["document_no"]) == ("REQUEST", PAPER)
    [entry] = [each for each in c.ledger("ARCHIVES", grid="FC01001") if each["entry"] == str(me)]
    assert entry["state"] == "CLOSED"


def test_there_is_no_receipt_of_what_was_not_erased(c: County, me: UUID) -> None:
    about = {"person": str(me), "ground": "OBJECTION", "reason": "本人异议", "document_no": PAPER}
    subject = c.do(Role.PIO, "data-subjects", **about)
    for where, status, code in (
        (subject, 409, "not_erased"),
        (UUID(int=9), 404, "not_found"),
    ):
        answer = c.http.get(f"/v1/data-subjects/{where}/receipt", headers=c.headers(Role.PIO))
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    answer = c.http.get(f"/v1/data-subjects/{subject}/receipt", headers=c.headers(Role.CW))
    assert answer.status_code == 403


def test_both_can_be_had_on_the_command_line(c: County, me: UUID, tmp_path: Path) -> None:
    def typed(*words: str) -> Any:
        found = CliRunner().invoke(main, ["--data", str(tmp_path), *words])
        assert found.exit_code == 0, found.output
        return found.stdout

    assert "楼道灯不亮" in typed("copy", str(me))
    assert '"reads"' in typed("--format", "json", "copy", str(me))
    subject = erased(c, me)
    assert "case.reported/text" in typed("receipt", subject)
    file = tmp_path / "receipt.json"
    file.write_text(typed("--format", "json", "receipt", subject))
    key = str(c.system.tlog.signer.key)
    found = typed("--format", "json", "verify", str(file), "--key", key)
    assert f'"person":"{me}"' in found
    over_http = c.http.get(f"/v1/data-subjects/{subject}/receipt", headers=c.headers(himself(me)))
    file.write_bytes(over_http.content)
    assert typed("--format", "json", "verify", str(file), "--key", key) == found


def test_of_every_record_with_sealed_texts_it_is_known_what_for() -> None:
    sealed = {OWNER[name].name for name, kind in EVENTS.items() if sealed_fields(kind)}
    assert set(HOLDINGS) == sealed

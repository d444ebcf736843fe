"""Papers as they are asked for, over HTTP and by typing; and that nobody else gets them."""

import hashlib
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson
import pytest
from click.testing import CliRunner

from application.proof.checking import key_of
from application.proof.papers import Paper, check_paper
from domain.kernel import Actor, derived_id
from domain.roles import Role
from domain.volunteer import volunteer_ref
from interfaces.cli.main import main
from interfaces.papers.drafts import Asking, Draft, Kind
from interfaces.papers.issuing import events_of, issued
from tests.county import County, county, member, person, register, self_actor, served, unit
from tests.interfaces.stories import Teller

CODE: Final = "121409249999000113"
RARE: Final = "张𠮷"  # the second is beyond the typeface
ELSEWHERE: Final = Actor(Role.CW, derived_id("test", "cw"), None, None, ("community:FC02",))

HERE: Final = Actor(Role.CW, derived_id("test", "cw"), None, None, ("community:FC01",))
PDF: Final = "application/pdf"


class Known:
    """A member of a unit who served twice, and the extract of it."""

    def __init__(self, c: County) -> None:
        self.c = c
        self.unit = unit(c, "事业单位", CODE)
        self.who = person(
            c, RARE, party_member="FULL", party_member_since="2010-07-01", unit=self.unit,
            unit_since="2021-01-04", phone="13800000000",
        )  # fmt: skip
        self.other = member(c, self.unit)
        for each in (self.who, self.other):
            register(c, each)
        c.at("2022-03-05 20:00")
        for start in ("2022-03-05 09:00", "2022-03-04 09:00"):
            served(c, self.who, start)
        served(c, self.other, "2022-03-05 13:00")
        self.book = volunteer_ref(self.who, 2022).id
        c.do(Role.CW, "volunteer-books", self.book, "issue-extract", community="FC01")
        self.me = self_actor(Role.MEM, self.who)
        self.liaison = Actor(Role.UNIT, None, None, None, (f"unit:{self.unit}",))


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Known]:
    with county(tmp_path_factory.mktemp("county")) as c:
        yield Known(c)


def asked(c: County, path: str, actor: Actor | Role, kind: str = "*/*", **params: Any) -> Any:
    c.settle()
    headers = c.headers(actor) | {"Accept": kind}
    return c.http.get(f"/v1/papers/{path}", headers=headers, params=params)


def key_told(c: County) -> str:
    """The key of the log, behind the size from which on it signs."""
    text: str = c.http.get("/tlog/key").text
    return text.rstrip().partition(" ")[2]


def paper(c: County, path: str, actor: Actor | Role, **params: Any) -> tuple[Paper, Any]:
    """Checked with the key that everybody knows; and what it says."""
    answer = asked(c, path, actor, **params)
    assert answer.status_code == 200, answer.text
    found = check_paper(answer.content, [key_of(key_told(c))])
    assert orjson.loads(answer.content)["paper"]["content"] == found.content
    return found, orjson.loads(answer.content)["paper"]


def test_an_extract_says_what_the_law_wants_to_whom_it_is_about(known: Known) -> None:
    c, before = known.c, known.c.system.log.position()
    found, whole = paper(
        c, f"service-extracts/{known.book}", known.me, purpose="OWN_DATA", as_of=before
    )
    content = found.content
    assert content["name"] == f"{RARE}（合成）"
    assert (content["services"], content["minutes"]) == (2, 180)
    assert content["number"].startswith("PTJL-FC01-")
    first = content["sessions"][0]
    assert (first["service_on"], first["minutes"], first["state"]) == (
        "2022-03-05", 90, "CONFIRMED",
    )  # fmt: skip
    assert (first["title"], first["content"]) == ("清扫（合成）", "清扫楼道（合成）")
    assert f"{RARE}（合成） 2次 180分钟" in found.summary
    lines = {event["position"]: event.get("line") for event in whole["events"]}
    for position in first["evidence"]:
        assert str(known.book) in lines[position]
    reads = [e for e in c.system.log.read(before, 10) if e.name == "access.read"]
    assert {field for read in reads for field in read.event.fields} == {
        "person.registered/full_name",
        "volunteer.service_submitted/title",
        "volunteer.service_submitted/content",
    }
    assert {read.actor.person for read in reads} == {known.who}


def test_without_a_purpose_nobody_is_named_and_no_read_is_recorded(known: Known) -> None:
    c = known.c
    before = c.system.log.position()
    found, whole = paper(c, f"service-extracts/{known.book}", known.me)
    assert found.content["name"] == "[sealed]"
    assert {session["content"] for session in found.content["sessions"]} == {"[sealed]"}
    assert RARE not in orjson.dumps(whole).decode()
    assert c.system.log.position() == before


def test_a_sheet_carries_what_explain_gives(known: Known) -> None:
    c = known.c
    sheet = c.sheet(known.unit)
    path = f"score-sheets/2022/{known.unit}"
    found, whole = paper(c, path, known.liaison, as_of=sheet["position"])
    for name, value in sheet.items():
        if name not in ("position", "ballot", "sentence", "lines", "bonus", "deductions", "checks"):
            assert found.content[name] == value, name
    explained = c.get(f"scores/2022/{known.unit}", known.liaison, as_of=sheet["position"])
    told = [
        {name: value for name, value in line.items() if name != "rule"}
        for line in found.content["lines"]
    ]
    assert told == explained["lines"]
    rules = [line["rule"] for line in found.content["lines"]]
    assert [(rule["id"], rule["max"]) for rule in rules] == [
        (line["line"], line["max"]) for line in told
    ]
    assert found.content["checks"] == explained["checks"]
    assert found.content["ruleset"] == explained["ruleset"]
    assert any(line["formula"] and line["inputs"] for line in found.content["lines"])
    cited = {at for line in found.content["lines"] for at in line["evidence"]}
    assert cited
    assert cited <= {event["position"] for event in whole["events"]}
    [adopted] = [e for e in c.system.log.read(0, 1000) if e.name == "ruleset.adopted"]
    assert adopted.position in found.content["evidence"]


def test_the_seal_of_a_sheet_says_whose_it_is_even_where_nobody_is_named(known: Known) -> None:
    found, _ = paper(known.c, f"score-sheets/2022/{known.who}", known.me)
    assert f"[sealed] {known.who} " in found.summary


def test_a_name_of_several_lines_is_one_line_of_a_seal(known: Known) -> None:
    c = known.c
    asking = Asking(c.system, Actor(Role.AUD, scopes=("county",)), "en", None)
    draft = Draft(Kind.HONOUR, "Honour 张\n\n— x AAAA\u2028三", {"evidence": [1]})
    file = issued(asking, draft, c.system.log.position())
    assert check_paper(file, [key_of(key_told(c))]).summary == "Honour 张 — x AAAA 三"


def test_events_that_the_receiver_may_not_see_are_digests(known: Known) -> None:
    """The member's own sheet rests on a calendar of all and on books of his alone."""
    path = f"score-sheets/2022/{known.unit}"
    _, to_auditor = paper(known.c, path, Role.AUD)
    _, to_unit = paper(known.c, path, known.liaison)
    seen = {e["position"] for e in to_unit["events"] if "line" in e}
    hidden = {e["position"] for e in to_unit["events"] if "digest" in e}
    assert hidden
    assert seen | hidden == {e["position"] for e in to_auditor["events"]}
    assert hidden < {e["position"] for e in to_auditor["events"] if "line" in e}
    for event in to_unit["events"]:
        stream = known.c.system.log.stored(event["position"] - 1, 1)[0][1]
        visible = known.c.get("log", known.liaison, after=event["position"] - 1, limit=1)
        told = {one["position"] for one in visible["events"]}
        assert ("line" in event) == (event["position"] in told), stream


def test_whoever_reported_in_confidence_is_in_no_paper(teller: Teller) -> None:
    """An event of such a case is a digest even to the community that handles it."""
    c = teller.c
    reporter = person(c, "报告人")
    report = {
        "reporter": reporter, "channel": "HOTLINE", "kind": "COMPLAINT", "title": "合成",
        "text": "合成", "community": "FC01",
    }  # fmt: skip
    cases = [
        UUID(c.do(Role.CW, "cases", **report, confidential=confidential))
        for confidential in (True, False)
    ]
    positions = {case: c.system.log.history(case)[0].position for case in cases}
    found = {
        event["position"]: event
        for event in events_of(c.system, HERE, positions.values(), c.system.log.position())
    }
    kept, told = (found[positions[case]] for case in cases)
    assert "digest" in kept
    assert str(reporter) in told["line"]


@pytest.mark.parametrize("who", ["other", "elsewhere", "unit"])
def test_nobody_else_gets_it(known: Known, who: str) -> None:
    actor = {
        "other": self_actor(Role.MEM, known.other), "elsewhere": ELSEWHERE,
        "unit": Actor(Role.UNIT, None, None, None, (f"unit:{UUID(int=7)}",)),
    }[who]  # fmt: skip
    for path in (f"service-extracts/{known.book}", f"score-sheets/2022/{known.who}"):
        answer = asked(known.c, path, actor)
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_not_allowed"), path


@pytest.mark.parametrize(
    ("path", "status", "code", "params"),
    [
        ("service-extracts/{other_book}", 409, "no_extract", {}),
        ("service-extracts/{book}", 409, "no_extract", {"number": "PTJL-FC01-0"}),
        ("service-extracts/{unit}", 404, "not_found", {}),
        ("service-extracts/{book}", 403, "purpose_not_allowed", {"purpose": "VACCINATION"}),
        ("service-extracts/{book}", 400, "moment_not_reached", {"as_of": "99999999"}),
        ("score-sheets/2022/{book}", 404, "not_found", {}),
        ("score-sheets/2031/{unit}", 409, "no_ruleset", {}),
        ("honours/{unit}", 404, "not_found", {}),
        ("service-extracts/{book}", 400, "no_such_parameter", {"colour": "red"}),
    ],
)
def test_what_there_is_no_paper_of_is_refused(
    known: Known, path: str, status: int, code: str, params: dict[str, str]
) -> None:
    ids = {
        "book": known.book, "unit": known.unit, "other_book": volunteer_ref(known.other, 2022).id,
    }  # fmt: skip
    before = known.c.system.log.position()
    answer = asked(known.c, path.format(**ids), Role.AUD, **params)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert known.c.system.log.position() == before


def test_of_one_moment_it_is_always_the_same_paper(known: Known) -> None:
    path, then = f"service-extracts/{known.book}", known.c.system.log.position()
    params = {"as_of": then, "purpose": "OWN_DATA"}
    first, second = (asked(known.c, path, known.me, **params).content for _ in range(2))
    assert first == second
    one, other = (asked(known.c, path, known.me, PDF, **params).content for _ in range(2))
    assert one == other


def test_the_pdf_is_for_archives_and_tells_which_characters_it_lacks(known: Known) -> None:
    answer = asked(known.c, f"service-extracts/{known.book}", known.me, PDF, purpose="OWN_DATA")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, PDF)
    assert answer.headers["Cache-Control"] == "no-store"
    content = answer.content
    assert content.startswith(b"%PDF-1.7")
    packed = [zlib_of(part) for part in re.findall(rb"stream\n(.+?)\nendstream", content, re.S)]
    metadata = b"".join(packed)
    assert b"<pdfaid:part>2</pdfaid:part>" in metadata
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in metadata


def zlib_of(part: bytes) -> bytes:
    try:
        return zlib.decompress(part)
    except zlib.error:
        return part


def test_a_character_that_the_typeface_lacks_is_printed_as_its_number(known: Known) -> None:
    from interfaces.papers import pdf

    assert not pdf._has("𠮷")
    assert all(map(pdf._has, "张（合成）—·✓é"))
    spelt = pdf._spelt({"facts": [["姓名", RARE]]}, {"𠮷": None})
    assert spelt == {"facts": [["姓名", "张[U+20BB7]"]]}


def test_an_honour_is_certified_while_it_is_held(teller: Teller) -> None:
    c = teller.c
    c.settle()
    [conferred, *_] = [
        e for e in c.system.log.read(0, 100_000) if e.name == "honour_nomination.conferred"
    ]
    row = c.get("ledgers/L-HONOUR", as_of=conferred.position, limit=1000)["rows"]
    [held] = [each for each in row if each["nomination"] == str(conferred.stream)]
    me = self_actor(Role.MEM, held["subject"])
    path = f"honours/{conferred.stream}"
    found, _ = paper(c, path, me, as_of=conferred.position, purpose="OWN_DATA")
    assert found.content["certificate_no"] == held["certificate_no"]
    assert found.content["valid_until"] == held["valid_until"]
    assert "（合成）" in found.content["name"]
    assert conferred.position in found.content["evidence"]
    printed = asked(c, path, me, PDF, as_of=conferred.position)
    assert printed.content.startswith(b"%PDF")
    before = asked(c, path, me, as_of=conferred.position - 1)
    assert (before.status_code, before.json()["code"]) == (409, "honour_not_held")
    other = asked(c, path, ELSEWHERE, as_of=conferred.position)
    assert other.json()["code"] == "scope_not_allowed"


def typed(c: County, *words: str) -> Any:
    argv = ["--data", str(c.system.settings.data), *words]
    return CliRunner().invoke(main, argv, env={"GONGZHI_LANG": "en"})


def test_it_is_typed_and_verified_and_a_flipped_byte_is_found(known: Known, tmp_path: Path) -> None:
    c, out = known.c, tmp_path / "sheet"
    made = typed(c, "paper", "score-sheet", str(known.unit), str(out), "--year", "2022")
    assert made.exit_code == 0, made.output
    file, page = tmp_path / "sheet.json", tmp_path / "check.html"
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert "checkPaper" in page.read_text()
    assert page.read_text() == c.http.get("/tlog/check.html").text
    key = key_told(c)
    known_key = typed(c, "verify", str(file), "--key", key)
    assert (known_key.exit_code, "Verified" in known_key.stderr) == (0, True)
    unknown = typed(c, "verify", str(file))
    assert (unknown.exit_code, "--key" in unknown.stderr) == (0, True)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    broken = typed(c, "verify", str(file), "--key", key)
    assert (broken.exit_code, "[not_verified]" in broken.stderr) == (8, True)


def test_a_score_sheet_needs_its_year(known: Known, tmp_path: Path) -> None:
    made = typed(known.c, "paper", "score-sheet", str(known.unit), str(tmp_path / "x"))
    assert (made.exit_code, list(tmp_path.iterdir())) == (2, [])


def test_over_a_log_that_was_changed_no_paper_is_sealed(tmp_path: Path) -> None:
    import sqlite3

    with county(tmp_path / "data") as c:
        of = unit(c, "单位", CODE)
        c.settle()
        assert asked(c, f"score-sheets/2022/{of}", Role.AUD).status_code == 200
    log = sqlite3.connect(tmp_path / "data" / "log.db")
    with log:
        log.execute("UPDATE stored_events SET topic='person.updated' WHERE rowid=5")
    log.close()
    (tmp_path / "data" / "leaves").unlink()
    argv = ["paper", "score-sheet", str(of), str(tmp_path / "x"), "--year", "2022"]
    made = CliRunner().invoke(main, ["--data", str(tmp_path / "data"), *argv])
    assert made.exit_code == 8
    assert not (tmp_path / "x.json").exists()


def test_the_digest_in_the_seal_is_of_the_very_bytes(known: Known) -> None:
    import base64

    file = asked(known.c, f"score-sheets/2022/{known.unit}", Role.AUD).content
    note = orjson.loads(file)["seal"]
    raw = file[len(b'{"paper":') : file.rindex(b',"seal":')]
    assert f"paper {base64.b64encode(hashlib.sha256(raw).digest()).decode()}\n" in note

"""EX-06 of HANDBOOK 6 through the public API: conferred, revoked, the export corrected."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner

from domain.kernel import Actor
from domain.roles import Role
from interfaces.cli.main import main
from tests.county import County, member, members, person, register, self_actor, unit
from tests.examples import cycle, honours
from tests.examples.cycle import CYCLE
from tests.examples.test_assessment import the_member_of_ex06
from tests.examples.test_members import ORGAN

MARCH, APRIL = "2023-03-01T00:00:00+08:00", "2023-04-01T00:00:00+08:00"


def final(c: County) -> None:
    cycle.computed(c)
    cycle.counted_in(c)
    cycle.publicised(c)
    cycle.finalised(c, "2023-02-16 09:00")


def honoured(c: County, **asked: Any) -> dict[str, Any]:
    [row] = c.ledger("L-HONOUR", year=2022, code="H1", **asked)
    return row


def the_fourth_service_is_false(c: County, who: UUID) -> None:
    """On 15 March; the leading group reopens."""
    c.at("2023-03-15 09:00")
    fourth = next(r for r in c.ledger("L-VOL", person=who) if r["service_on"] == "2022-11-12")
    c.do(
        Role.CS, "volunteer-books", fourth["book"], "revoke", approved_by=Role.TOWN,
        entry=fourth["entry"], reason="FALSE", finding_no="【合成】查1号", note="查实未到场",
    )  # fmt: skip
    c.do(
        Role.LG, "cycles", CYCLE, "reopen", reason="服务不实（合成）",
        document_no="【合成】决定2号", admitted=[fourth["entry"]],
    )  # fmt: skip


def the_unit(c: County) -> UUID:
    [found] = [row["unit"] for row in c.ledger("UNITS") if row["title"].startswith("甲局")]
    return UUID(found)


def conferred(c: County) -> tuple[UUID, UUID, str, str]:
    """The member of EX-06 on 24 February 2023, and what was delivered on the 28th.

    The member, his unit, the nomination, the package.
    """
    who = the_member_of_ex06(c)
    of = the_unit(c)
    title = honours.programme(c, "H1")
    nomination = honours.nominated(c, "H1", who, of)
    assert honoured(c)["state"] == "NOMINATED", "no score yet"
    final(c)
    assert (honoured(c)["state"], honoured(c)["score_version"]) == ("ELIGIBLE", 1)
    honours.balloted(c, nomination)
    honours.publicised(c, title, "2023-02-16 10:00")
    assert honoured(c)["state"] == "PUBLICISED"
    c.at("2023-02-24 09:00")
    honours.conferred(c, nomination, "2023-02-24")
    c.at("2023-02-28 09:00")
    package = c.do(Role.EVO, "exports", year=2022)
    honours.delivered(c, package, "2023-02-28")
    return who, of, nomination, package


def test_ex06_conferred_revoked_and_the_export_corrected(c: County) -> None:
    who, _, nomination, first = conferred(c)
    the_fourth_service_is_false(c, who)
    cycle.finalised(c, "2023-03-17 09:00")
    [elig] = c.ledger("L-ELIG", year=2022)
    assert (elig["score"], elig["eligible"], elig["score_version"]) == ("70.00", False, 2)
    failed = {r["rule"]: r["value"] for r in elig["rule_results"] if not r["passed"]}
    assert failed == {"MIN-SCORE": "70.00", "V-MEM-4": "BARRED"}, "one false record bars not all"
    assert honoured(c)["state"] == "CONFERRED", "it falls by a decision"
    fallen = c.get("questions/holders-no-longer-eligible", year=2022)["rows"]
    assert {row["rule"] for row in fallen} == {"MIN-SCORE", "V-MEM-4"}
    c.at("2023-03-20 09:00")
    honours.revoked(c, nomination, "2023-03-20", "FALSE_RECORDS")
    old, new = c.ledger("L-EXPORT", year=2022)
    assert (old["state"], old["corrected_by"]) == ("CORRECTED", new["package"])
    assert (new["state"], new["cause"], new["corrects"]) == ("PREPARED", "HONOUR_REVOKED", first)
    [notice] = [row for row in c.ledger("L-NOTICE", year=2022) if row["state"] == "DRAFTED"]
    assert (notice["kind"], notice["about"]) == ("HONOURS", honours_programme(c))
    c.at("2023-03-24 09:00")
    honours.delivered(c, new["package"], "2023-03-24")
    [was] = honours.content(c, first)["honours"]
    [now] = honours.content(c, new["package"])["honours"]
    assert (was["state"], now["state"], now["revoked_on"]) == ("CONFERRED", "REVOKED", "2023-03-20")
    barred = honours.content(c, new["package"])["barred_members"]
    assert [(row["person"], row["rules"]) for row in barred] == [(str(who), ["V-MEM-4"])]
    assert honours.content(c, first)["barred_members"] == []
    c.at("2023-04-02 09:00")
    march, april = (
        (cycle.published(c, who, as_of=then)["total"], honoured(c, as_of=then)["state"])
        for then in (MARCH, APRIL)
    )
    assert (march, april) == (("91.00", "CONFERRED"), ("70.00", "REVOKED"))
    assert c.get("questions/holders-no-longer-eligible", year=2022)["rows"] == []


def honours_programme(c: County) -> str:
    return str(c.ledger("L-PROGRAMME", year=2022)[0]["programme"])


def test_what_was_signed_is_what_anybody_puts_together_again(c: County) -> None:
    """SYS-19: file hash and log position."""
    who, of, _, package = conferred(c)
    [row] = c.ledger("L-EXPORT", year=2022)
    answer = c.http.get(f"/v1/exports/{package}/content", headers=c.headers(Role.COD))
    assert hashlib.sha256(answer.content).hexdigest() == row["content_hash"]
    told = base64.b64encode(hashlib.sha256(answer.content).digest()).decode()
    assert answer.headers["Repr-Digest"] == f"sha-256=:{told}:"
    found = answer.json()
    assert (found["position"], found["score_version"]) == (row["log_position"], 1)
    [score] = found["units"]
    assert (score["unit"], score["total"]) == (str(of), cycle.published(c, of)["total"])
    [title] = found["honours"]
    assert (title["subject"], title["certificate_no"]) == (str(who), "【合成】证1号")
    c.system.rebuild()
    again = c.http.get(f"/v1/exports/{package}/content", headers=c.headers(Role.AUD))
    assert again.content == answer.content


def test_the_command_line_puts_a_package_together_and_compares(c: County, tmp_path: Path) -> None:
    _, _, _, package = conferred(c)
    data, out = ["--data", str(c.system.settings.data)], tmp_path / "package.json"
    listed = CliRunner().invoke(main, [*data, "--format", "json", "export"])
    assert [json.loads(line)["package_no"] for line in listed.stdout.splitlines()] == ["2022-01"]
    asked = [*data, "export", "2022-01", "--out", str(out)]
    assert CliRunner().invoke(main, asked).exit_code == 0
    assert json.loads(out.read_bytes()) == honours.content(c, package)
    assert CliRunner().invoke(main, [*data, "export", "2022-09"]).exit_code == 2


def test_a_correction_waits_until_reopened_scores_are_final(c: County) -> None:
    """P-10: nothing is put together of scores that nobody has approved."""
    who, _, nomination, _ = conferred(c)
    the_fourth_service_is_false(c, who)
    c.at("2023-03-16 09:00")
    honours.revoked(c, nomination, "2023-03-16", "FALSE_RECORDS")
    waiting = c.ledger("L-EXPORT", year=2022)[-1]
    assert (waiting["state"], waiting["log_position"]) == ("ORDERED", None)
    address = f"/v1/exports/{waiting['package']}/content"
    answer = c.http.get(address, headers=c.headers(Role.COD))
    assert (answer.status_code, answer.json()["code"]) == (409, "export_not_prepared")
    cycle.finalised(c, "2023-03-17 09:00")
    now = c.ledger("L-EXPORT", year=2022)[-1]
    assert (now["state"], now["score_version"]) == ("PREPARED", 2)


def test_a_content_that_is_not_what_was_recorded_is_told(
    c: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, _, _, package = conferred(c)
    monkeypatch.setattr("projections.exporting.FORMAT", "another")
    answer = c.http.get(f"/v1/exports/{package}/content", headers=c.headers(Role.COD))
    assert (answer.status_code, answer.json()["code"]) == (409, "export_differs")
    data = ["--data", str(c.system.settings.data)]
    assert CliRunner().invoke(main, [*data, "export", "2022-01"]).exit_code == 8


def test_a_title_runs_out_by_itself(c: County) -> None:
    """Validity one year (4.7): conferred on 24 February, valid to the 23rd."""
    conferred(c)
    c.at("2024-02-23 23:00")
    assert honoured(c)["state"] == "CONFERRED"
    c.at("2024-02-24 00:00")
    assert honoured(c)["state"] == "EXPIRED"


def test_a_unit_reads_its_own_part_only_and_nobody_else_any(c: County) -> None:
    """R-32: barred members go to their own unit and the Organisation Department."""
    other = unit(c, "乙局", "121409249999000113")
    idle = member(c, other)
    _, of, _, package = conferred(c)
    whole = honours.content(c, package)
    assert [row["person"] for row in whole["barred_members"]] == [str(idle)]
    theirs = honours.content(c, package, liaison(other))
    assert [row["unit"] for row in theirs["units"]] == [str(other)]
    assert [row["person"] for row in theirs["barred_members"]] == [str(idle)]
    ours = honours.content(c, package, liaison(of))
    assert (ours["barred_members"], len(ours["honours"])) == ([], 1)
    [proof] = c.get("questions/exports-rebuilt", Role.EVO, year=2022)["rows"]
    assert (proof["package"], proof["equal"]) == (package, True)
    for nobody in (Actor(Role.TOWN, UUID(int=5), None, None, ("town",)), Role.RES):
        answer = c.http.get(f"/v1/exports/{package}/content", headers=c.headers(nobody))
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_not_allowed")


def test_the_package_lists_barred_units_and_who_was_exempted(c: County) -> None:
    """R-31, and EX-01: the export lists the exemptions."""
    of = unit(c, "丙局", ORGAN)
    here, away, absent = members(c, of, 3)
    register(c, here)
    c.at("2022-11-01 09:00")
    c.do(
        Role.CS, "member-registrations", None, "grant-exemption", approved_by=Role.COD,
        person=away, community="FC01", reason="SECONDED_OUT", period={"start": "2022-11-01"},
        document_no="【合成】免1号",
    )  # fmt: skip
    final(c)
    found = honours.content(c, c.do(Role.EVO, "exports", year=2022))
    assert found["barred_units"] == [{"unit": str(of), "rules": ["V-UNIT-REG80"]}], "1 of 2"
    [row] = c.ledger("L-EXPORT", year=2022)
    assert (row["units"], row["barred_units"], row["barred_members"]) == (1, 1, 3)
    [exempt] = found["exemptions"]
    assert (exempt["person"], exempt["reason"]) == (str(away), "SECONDED_OUT")
    assert {row["person"] for row in found["barred_members"]} == {str(here), str(away), str(absent)}
    assert {row["unit"] for row in found["barred_members"]} == {str(of)}, "also of the exempted one"


def test_whom_a_ruling_made_no_subject_any_more_the_package_does_not_bar(c: County) -> None:
    of = unit(c, "丙局", ORGAN)
    here, never = members(c, of, 2)
    register(c, here)
    final(c)
    c.at("2023-03-15 09:00")
    c.do(
        Role.UNIT, "persons", never, "leave-unit", unit=of, last_day="2021-01-03",
        reason="ENTERED_IN_ERROR",
    )  # fmt: skip
    c.do(
        Role.LG, "cycles", CYCLE, "reopen", reason="名册录入错误（合成）",
        document_no="【合成】繁共治领〔2023〕4号", admitted=[never],
    )  # fmt: skip
    cycle.finalised(c, "2023-03-16 09:00")
    found = honours.content(c, c.do(Role.EVO, "exports", year=2022))
    assert {row["person"] for row in found["barred_members"]} == {str(here)}
    assert found["barred_units"] == []


def test_bad_input_around_honours_and_exports_is_refused(c: County) -> None:
    who = the_member_of_ex06(c)
    of = the_unit(c)
    bare = {"approval_document_no": None, "approved_places": None}
    title = honours.programme(c, "H1", **bare)
    himself = self_actor(Role.GH, who, scopes=("county",))
    body = {
        "programme": "H1", "year": 2022, "subject": who, "unit": of, "community": "FC01",
        "deeds": "合成", "consent": cycle.FILE,
    }  # fmt: skip
    c.refused(himself, "self_nomination", "honour-nominations", **body)
    nomination = honours.nominated(c, "H1", who, of)
    cycle.computed(c)
    cycle.counted_in(c)
    c.refused(Role.EVO, "not_balloted_yet", "honour-programmes", title, "shortlist")
    honours.balloted(c, nomination)
    cycle.publicised(c)
    c.refused(Role.EVO, "cycle_not_final", "exports", year=2022)
    cycle.finalised(c, "2023-02-16 09:00")
    notice = honours.publicised(c, title, "2023-02-16 10:00")
    resident = self_actor(Role.RES, person(c, "异议居民"))
    objection = c.do(
        resident, "objections", notice=notice, kind="MEMBER", subject=who, facts="事迹不实（合成）"
    )
    c.at("2023-02-24 09:00")
    nominations = ("honour-nominations", nomination)
    approve = {"minutes_no": "【合成】纪要2号"}
    c.refused(honours.GROUP, "objection_open", *nominations, "approve", **approve)
    c.do(Role.EVO, "objections", objection, "admit")
    cycle.decided(c, objection, "REJECTED")
    c.do(honours.GROUP, *nominations, "approve", **approve)
    confer = {"certificate_no": "【合成】证1号", "on": "2023-02-24"}
    c.refused(honours.GROUP, "no_approval_document", *nominations, "confer", **confer)
    package = c.do(Role.EVO, "exports", year=2022)
    c.refused(Role.EVO, "export_not_signed", "exports", package, "deliver", on="2023-02-24")


def liaison(of: UUID) -> Actor:
    return Actor(Role.UNIT, UUID(int=0xE1), None, None, (f"unit:{of}",))

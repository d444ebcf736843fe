"""Other rules over the same facts, over HTTP and on the command line: nothing is written."""

from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from domain.kernel import Actor
from domain.roles import Role
from domain.ruleset import ruleset_2022
from tests.county import County
from tests.interfaces.test_cli import gongzhi

KINDS: Final = {"UNIT", "MEMBER", "COMMUNITY", "MERCHANT"}


def rules(**more: Any) -> dict[str, Any]:
    """Those of 2022, but that one false record bars already, and safety counts for less."""
    found = ruleset_2022().model_dump(mode="json", by_alias=True)
    lines = {line["id"]: line for line in found["subjects"]["MERCHANT"]["lines"]}
    lines["B2"]["max"], lines["B3"]["max"] = "10", "20"
    veto = next(veto for veto in found["vetoes"] if veto["id"] == "V-ANY-FALSE")
    veto["when"]["value"] = 1
    return found | more


def tried(c: County, actor: Actor | Role, body: Any, status: int = 200, **params: Any) -> Any:
    headers = c.headers(actor, **{"Accept-Language": "en"})
    answer = c.http.post("/v1/scores/2022/dry-run", json=body, headers=headers, params=params)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_a_dry_run_says_who_moves_and_whose_bar_changes_and_why(c: County) -> None:
    found = tried(c, Role.AUD, rules())
    member = next(change for change in found["changes"] if change["kind"] == "MEMBER")
    assert member["bars"][1] == [*member["bars"][0], "V-ANY-FALSE"]
    assert "barred now, V-ANY-FALSE" in member["sentence"]
    assert found["summary"]["MEMBER"]["barred"] == 1
    assert set(found["summary"]) >= KINDS
    for kind, counts in found["summary"].items():
        of_kind = [change for change in found["changes"] if change["kind"] == kind]
        moved = [change for change in of_kind if change["movement"] != "STAYS"]
        assert counts["rise"] + counts["fall"] == len(moved)


def test_a_shop_falls_by_the_line_that_counts_for_less(c: County) -> None:
    found = tried(c, Role.AUD, rules(), kind="MERCHANT")
    assert {change["kind"] for change in found["changes"]} <= {"MERCHANT"}
    assert set(found["summary"]) == {"MERCHANT"}
    own = tried(c, Actor(Role.CS, None, None, None, ("community:FC09",)), rules())
    assert (own["changes"], own["summary"]) == ([], {})


def test_the_command_line_tells_the_same(c: County, tmp_path: Path) -> None:
    file = tmp_path / "rules.json"
    file.write_bytes(orjson.dumps(rules()))
    data = c.system.settings.data
    whole = gongzhi(data, "--format", "json", "dry-run", "2022", str(file), "--kind", "MEMBER")
    assert whole.exit_code == 0, whole.output
    told = orjson.loads(whole.stdout)
    assert told["changes"] == tried(c, Role.AUD, rules(), kind="MEMBER")["changes"]
    table = gongzhi(data, "dry-run", "2022", str(file), "--kind", "MEMBER")
    assert table.exit_code == 0
    assert "barred now, V-ANY-FALSE" in " ".join(table.stdout.split())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"forbidden_indicator_kinds": ["no_shows"]}, "ruleset_invalid"),
        ({"bonus_cap": {"value": "x", "src": "D"}}, None),
    ],
)
def test_bad_rules_are_refused_and_say_why(
    c: County, tmp_path: Path, change: dict[str, Any], code: str | None
) -> None:
    found = tried(c, Role.AUD, rules(**change), 422)
    assert code is None or found["code"] == code
    file = tmp_path / "rules.json"
    file.write_bytes(orjson.dumps(rules(**change)))
    answer = gongzhi(c.system.settings.data, "dry-run", "2022", str(file))
    assert answer.exit_code == (3 if code else 6)
    assert code is None or f"[{code}]" in answer.stderr


def test_lines_that_do_not_add_up_are_refused(c: County) -> None:
    wrong = rules()
    wrong["subjects"]["MERCHANT"]["lines"][0]["max"] = "11"
    assert "sum to 61" in tried(c, Role.AUD, wrong, 422)["detail"]

"""What an insider finds out by asking around: nothing that he may not know."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest

from domain.kernel import Actor, derived_id
from domain.roles import Role
from domain.ruleset import ruleset_of
from tests.county import (
    County,
    county,
    member,
    person,
    register,
    self_actor,
    served,
    unit,
)
from tests.examples import cycle

YEAR: Final = 2022
ORGAN: Final = "111409249999000116"
SECRETARY: Final = Actor(Role.CS, derived_id("test", "cs"), None, None, ("community:FC01",))


@pytest.fixture
def c(tmp_path: Path) -> Iterator[County]:
    with county(tmp_path) as c:
        yield c


def seen(c: County, actor: Actor | Role, path: str, **params: Any) -> str:
    """What he is told there, be it a refusal."""
    answer = c.http.get(f"/v1/{path}", params=params, headers=c.headers(actor))
    assert answer.status_code in (200, 403), answer.text
    return answer.text


def test_reading_what_was_told_in_confidence_does_not_tell_who_told_it(c: County) -> None:
    """SYS-05: who read it is an event, which names whose data it was, and maybe himself."""
    resident = person(c, "报事居民")
    me = self_actor(Role.RES, resident)
    told = {"community": "FC01", "text": "夜间施工（合成）", "confidential": True}
    case = c.do(me, "cases", channel="WECHAT_ACCOUNT", **told)
    before = c.system.log.position()
    c.get(f"cases/{case}", me, purpose="OWN_DATA")
    c.get(f"cases/{case}", Role.CW, purpose="CASE")
    c.settle()
    read = derived_id("access", case)
    for path in ("log", "ledgers/L-AUDIT", "ledgers/L-READ", f"reads/{read}/history"):
        params: dict[str, Any] = {"after": before} if path == "log" else {}
        if path == "ledgers/L-AUDIT":
            params = {"opened": case}
        for office in (Role.TOWN, Role.EVO, Role.CW):
            assert str(resident) not in seen(c, office, path, **params), path
        assert str(resident) in seen(c, Role.AUD, path, **params), path


def test_how_few_voted_is_told_to_nobody_who_is_voted_on(c: County) -> None:
    """4.4: two who agree, or one alone, would be known; L-BALLOT has means of three and more."""
    x = unit(c, "甲局", ORGAN)
    cycle.computed(c)
    before = c.system.log.position()
    box = cycle.Box(c, "UNIT", [x], cycle.assessors(c, PARTY_DELEGATE=2)).opened()
    box.vote("PARTY_DELEGATE", x, "AA")
    [cast, _] = [e for e in c.system.log.read(0, 10_000) if e.name == "ballot.cast"]
    vote = f"ballots/{cast.stream}"
    for office in (Role.TOWN, Role.COD, Role.EVO, Role.CS, SECRETARY):
        assert "scope_not_allowed" in seen(c, office, vote), office
        assert "ballot.cast" not in seen(c, office, "log", limit=1000)
    box.close()
    liaison = Actor(Role.UNIT, UUID(int=0xF1), None, None, (f"unit:{x}",))
    for asker in (Role.TOWN, Role.COD, Role.CS, SECRETARY, liaison):
        for path in (f"ballot-rounds/{box.id}", f"ballot-rounds/{box.id}/history"):
            assert "scope_not_allowed" in seen(c, asker, path), asker
        assert '"rows":[]' in seen(c, asker, "ledgers/L-ROUND")
        assert "ballot_round" not in seen(c, asker, "log", limit=1000)
    for officer in (Role.EVO, Role.LG, Role.AUD):
        assert "tallies" in seen(c, officer, f"ballot-rounds/{box.id}/history")
        assert "tallies" in seen(c, officer, "ledgers/L-ROUND")
    assert "PARTY_DELEGATE" in seen(c, Role.AUD, vote)
    [row] = list(c.get("ledgers/L-BALLOT", liaison, year=2022)["rows"])
    assert (row["valid"], row["mean"]) == (2, None)
    # Nor is it told who asks why, or what has changed: when whom ticked himself off is in there.
    said = {name: row[name] for name in ("round", "subject", "group")} | {"year": 2022}
    for path, more in (("why", said), ("compare", {"year": 2022, "as_of_before": before})):
        for asker, told in ((liaison, False), (Role.EVO, True)):
            text = seen(c, asker, f"ledgers/L-BALLOT/{path}", **more)
            assert str(x) in text, path
            assert ("ballot_round" in text) == told, (path, asker)


def test_a_service_is_judged_by_the_rules_that_were_known_then(c: County) -> None:
    """AM-06: what is asked as of a moment before they changed is answered by the old ones."""
    li = member(c, unit(c, "甲局", ORGAN))
    register(c, li)
    c.at("2022-02-16 09:00")
    served(c, li, "2022-02-15 09:00", minutes=90)
    before = c.system.log.position()
    rules = ruleset_of(YEAR).model_dump(mode="json", by_alias=True)
    rules["ruleset"]["version"] = "2022.2"
    rules["counting"]["service_min_minutes"]["value"] = 120
    book = c.do(Role.EVO, "rulesets", ruleset=rules)
    c.do(Role.LG, "rulesets", book, "adopt", version="2022.2", document_no="【合成】9号")
    c.settle()

    def counted(**moment: int) -> list[bool | None]:
        return [row["counted"] for row in c.ledger("L-VOL", person=li, **moment)]

    assert counted() == [False]
    assert counted(as_of=before) == [True]

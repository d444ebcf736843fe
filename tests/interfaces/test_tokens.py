"""Who is let in: bearer tokens, good and bad. A bad one is a 401 that says so, never more."""

import base64
import json
from datetime import timedelta
from typing import Any, Final

import orjson
import pytest
from joserfc import jws, jwt
from joserfc.jwk import OctKey, OKPKey

from domain.kernel import derived_id
from interfaces.http.auth import ALGORITHMS, AUDIENCE, EMBEDDED_ISSUER, Issuer
from tests.county import County
from tests.interfaces.stories import Teller

SOMEBODY: Final = str(derived_id("test", "somebody"))
NESTED: Final = b"[" * 3000  # deeper than json goes, and no longer than a token may be


def claims(c: County, **other: Any) -> dict[str, Any]:
    now = int(c.clock().timestamp())
    return {
        "iss": EMBEDDED_ISSUER, "aud": AUDIENCE, "iat": now, "exp": now + 3600,
        "role": "AUD", "scopes": ["county"], "sub": SOMEBODY,
    } | other  # fmt: skip


def signed(c: County, **other: Any) -> str:
    key = Issuer.of(c.system.settings.data).key
    return jwt.encode({"alg": "Ed25519"}, claims(c, **other), key, algorithms=ALGORITHMS)


def part(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def status(c: County, token: str, scheme: str = "Bearer") -> int:
    answer = c.http.get("/v1/ledgers", headers={"Authorization": f"{scheme} {token}"})
    if answer.status_code == 401:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.json()["code"] == "not_authenticated"
    return int(answer.status_code)


def test_a_valid_token_opens(c: County) -> None:
    assert status(c, signed(c)) == 200
    assert status(c, signed(c), "bearer") == 200
    assert status(c, signed(c, aud=["another", AUDIENCE])) == 200
    without = {name: value for name, value in claims(c).items() if name not in ("sub", "iat")}
    key = Issuer.of(c.system.settings.data).key
    assert status(c, jwt.encode({"alg": "Ed25519"}, without, key, algorithms=ALGORITHMS)) == 200


@pytest.mark.parametrize(
    "other",
    [
        {"exp": 1},
        {"exp": 0},
        {"exp": -1},
        {"exp": "tomorrow"},
        {"exp": "4000000000"},
        {"exp": None},
        {"exp": 1e308},
        {"exp": 10**400},
        {"exp": float("nan")},
        {"exp": float("inf")},
        {"exp": [4_000_000_000]},
        {"nbf": 4_000_000_000},
        {"nbf": float("nan")},
        {"nbf": -1},
        {"nbf": "now"},
        {"iat": 1e308},
        {"iat": float("nan")},
        {"iat": "now"},
        {"iss": "somebody"},
        {"iss": None},
        {"aud": "another"},
        {"aud": []},
        {"aud": None},
        {"aud": {"gongzhi": 1}},
        {"role": "SYS"},
        {"role": "sys"},
        {"role": "GOD"},
        {"role": ["AUD"]},
        {"role": None},
        {"role": ""},
        {"scopes": None},
        {"scopes": []},
        {"scopes": [""]},
        {"scopes": "county"},
        {"scopes": {"county": True}},
        {"scopes": [1]},
        {"scopes": [["county"]]},
        {"sub": None},
        {"sub": ""},
        {"sub": "root"},
        {"sub": 5},
        {"sub": {"a": 1}},
        {"body": 5},
        {"body": ""},
        {"body": ["FC01"]},
    ],
    ids=str,
)
def test_a_token_that_says_something_else_opens_nothing(c: County, other: dict[str, Any]) -> None:
    assert status(c, signed(c, **other)) == 401


@pytest.mark.parametrize("name", ["iss", "aud", "exp", "role", "scopes"])
def test_a_token_that_leaves_something_out_opens_nothing(c: County, name: str) -> None:
    less = {key: value for key, value in claims(c).items() if key != name}
    key = Issuer.of(c.system.settings.data).key
    assert status(c, jwt.encode({"alg": "Ed25519"}, less, key, algorithms=ALGORITHMS)) == 401


def test_a_token_is_valid_from_its_nbf_to_its_exp_although_it_was_looked_at_before(
    teller: Teller,
) -> None:
    c, before = teller.c, teller.c.clock.now
    now = int(c.clock().timestamp())
    token = signed(c, nbf=now, exp=now + 60)
    try:
        for seconds, expected in ((0, 200), (59, 200), (60, 401), (-1, 401), (0, 200)):
            c.clock.now = before + timedelta(seconds=seconds)
            assert status(c, token) == expected, seconds
    finally:
        c.clock.now = before


def test_a_token_that_another_key_signed_opens_nothing(c: County) -> None:
    stranger = OKPKey.generate_key("Ed25519")
    token = jwt.encode({"alg": "Ed25519"}, claims(c), stranger, algorithms=ALGORITHMS)
    assert status(c, token) == 401
    embedded = {"alg": "Ed25519", "jwk": stranger.as_dict(private=False)}
    _, payload, signature = token.split(".")
    assert status(c, f"{part(embedded)}.{payload}.{signature}") == 401


def test_no_algorithm_and_a_secret_that_is_none_open_nothing(c: County) -> None:
    for alg in ("none", "None", "NONE", ""):
        assert status(c, f"{part({'alg': alg})}.{part(claims(c))}.") == 401
    public = Issuer.of(c.system.settings.data).key.as_dict(private=False)["x"]
    secret = OctKey.import_key(str(public).encode())
    assert status(c, jwt.encode({"alg": "HS256"}, claims(c), secret)) == 401


def test_what_is_no_token_opens_nothing(c: County) -> None:
    good = signed(c)
    header, payload, signature = good.split(".")
    for token in (
        "", "x", "..", "a.b.c", good[:-2], f"{header}.{payload}.", f"{good}.{signature}",
        f"{header}.{part(claims(c, role='LG'))}.{signature}", f"Bearer {good}", "x" * 100_000,
        f"{part([])}.{payload}.{signature}", f"{part(7)}.{payload}.{signature}",
        f"{part(NESTED)}.{payload}.{signature}", f"{header}.{part(NESTED)}.{signature}",
        f"{part({'alg': 5})}.{payload}.{signature}", f"{part({'alg': []})}.{payload}.{signature}",
        f"{part({'alg': 'Ed25519', 'kid': 5})}.{payload}.{signature}",
        f"{part({'alg': 'Ed25519', 'crit': ['x']})}.{payload}.{signature}",
    ):  # fmt: skip
        assert status(c, token) == 401, token[:80]
    assert status(c, good, "Basic") == 401
    assert c.http.get("/v1/ledgers").status_code == 401
    assert c.http.get("/v1/ledgers", params={"token": good}).status_code == 401


def test_what_is_no_claims_opens_nothing_although_the_issuer_signed_it(c: County) -> None:
    key = Issuer.of(c.system.settings.data).key
    for payload in (NESTED, b"7", b"null", b"\xff", b"", orjson.dumps([claims(c)])):
        token = jws.serialize_compact({"alg": "Ed25519"}, payload, key, algorithms=ALGORITHMS)
        assert status(c, token) == 401, payload[:20]

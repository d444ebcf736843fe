"""Who calls: a bearer JWT becomes an Actor.

Claims: sub (the person's id), role, scopes, body (code), all issued by the OIDC issuer whose keys
GONGZHI_JWKS names, or by the embedded issuer of a data folder (demo, tests, small towns).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final
from urllib.request import urlopen
from uuid import UUID

import orjson
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from application.authority import PRIVATE, Forbidden
from application.secret_files import kept_secret
from domain.kernel import Actor
from domain.roles import Role

AUDIENCE: Final = "gongzhi"
EMBEDDED_ISSUER: Final = "gongzhi-embedded"
ALGORITHMS: Final = ["Ed25519", "ES256", "RS256"]
TIMEOUT_SECONDS: Final = 5
TOKENS_MAX: Final = 4096  # whose signatures are remembered
TOKEN_LENGTH_MAX: Final = 8192
TIMES: Final = frozenset({"iat", "nbf", "exp"})
NEVER: Final = 253_402_300_800  # the year 10000: no date that a token may name
# What reading a token that is none may come to; the last: it is nested without end.
UNREADABLE: Final = (ValueError, TypeError, AttributeError, OverflowError, RecursionError)
ROLES_OF_MACHINES: Final = frozenset({Role.SYS})  # never given to a token


class Unauthenticated(Exception):
    """No valid token."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """The embedded issuer: signs tokens with the key in the data folder."""

    key: OKPKey

    @classmethod
    def of(cls, folder: Path) -> "Issuer":
        return cls(OKPKey.import_key(kept_secret(folder / "issuer.pem", _made_key)))

    def token(self, actor: Actor, now: datetime, valid: timedelta) -> str:
        claims: dict[str, Any] = {
            "iss": EMBEDDED_ISSUER,
            "aud": AUDIENCE,
            "iat": int(now.timestamp()),
            "exp": int((now + valid).timestamp()),
            "role": str(actor.role),
            "scopes": list(actor.scopes),
        }
        if actor.person:
            claims["sub"] = str(actor.person)
        if actor.body:
            claims["body"] = actor.body
        return jwt.encode({"alg": "Ed25519"}, claims, self.key, algorithms=ALGORITHMS)


def _made_key() -> bytes:
    return OKPKey.generate_key("Ed25519").as_pem(private=True)


class Authenticator:
    """Checks tokens. jwks: a file or an address with the issuer's keys; none: the embedded one."""

    def __init__(self, folder: Path, issuer: str | None, jwks: str | None) -> None:
        self._issuer = issuer or EMBEDDED_ISSUER
        self._keys = _read_keys(jwks) if jwks else KeySet([Issuer.of(folder).key])
        self._decoded = lru_cache(TOKENS_MAX)(self._claims)
        self._valid = lru_cache(TOKENS_MAX)(self._actor)

    def actor(self, authorization: str | None, now: datetime) -> Actor:
        """Unauthenticated unless the header carries a valid token with a known role."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token or len(token) > TOKEN_LENGTH_MAX:
            raise Unauthenticated("no bearer token")
        try:
            return self._valid(token, int(now.timestamp()))
        except (JoseError, *UNREADABLE) as error:
            raise Unauthenticated(str(error)) from error

    def _claims(self, token: str) -> dict[str, Any]:
        """What a token says, its signature checked: it stays true, so it is looked at once."""
        return jwt.decode(token, self._keys, algorithms=ALGORITHMS).claims

    def _actor(self, token: str, now: int) -> Actor:
        """Whom a token stands for, valid in this second of the clock."""
        claims = self._decoded(token)
        if not all(0 <= claims[name] < NEVER for name in TIMES & claims.keys()):
            raise ValueError("not a time")  # NaN would never be over
        jwt.JWTClaimsRegistry(
            now=now,
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": AUDIENCE},
            exp={"essential": True},
            role={"essential": True},
        ).validate(claims)
        return _actor_of(claims)


def on_behalf(actor: Actor, person: UUID | None) -> Actor:
    """`actor` for `person`. Forbidden: who acts for himself acts on nobody else's behalf."""
    if person is not None and actor.role in PRIVATE and person != actor.person:
        raise Forbidden(
            "not_on_behalf",
            "您只能以本人名义办理，请删去On-Behalf-Of；代办请到社区窗口。",
            "You act in your own name: leave On-Behalf-Of out, or go to the community's desk.",
        )
    return actor if person is None else replace(actor, on_behalf_of=person)


def _actor_of(claims: dict[str, Any]) -> Actor:
    role = Role(claims["role"])
    if role in ROLES_OF_MACHINES:
        raise ValueError("this role is not for tokens")
    scopes = claims.get("scopes")
    # Who has no scope would see empty lists, and take them for the truth.
    if not isinstance(scopes, list) or not scopes or not all(map(_is_text, scopes)):
        raise ValueError("scopes must be a list of scopes")
    body, person = claims.get("body"), claims.get("sub")
    if body is not None and not _is_text(body):
        raise ValueError("body must be the code of a body")
    return Actor(role, None if person is None else UUID(person), body, None, tuple(scopes))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _read_keys(where: str) -> KeySet:
    if "://" not in where:
        return KeySet.import_key_set(orjson.loads(Path(where).read_bytes()))
    with urlopen(where, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - the operator's setting
        return KeySet.import_key_set(orjson.loads(answer.read()))

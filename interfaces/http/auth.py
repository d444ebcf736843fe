"""Who calls: a bearer JWT becomes an Actor.

Claims: sub (the person's id), role, scopes, body (code), all issued by the OIDC issuer whose keys
GONGZHI_JWKS names, or by the embedded issuer of a data folder (demo, tests, small towns).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.request import urlopen
from uuid import UUID

import orjson
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from domain.kernel import Actor
from domain.roles import Role

AUDIENCE: Final = "gongzhi"
EMBEDDED_ISSUER: Final = "gongzhi-embedded"
ALGORITHMS: Final = ["Ed25519", "ES256", "RS256"]
TIMEOUT_SECONDS: Final = 5
ROLES_OF_MACHINES: Final = frozenset({Role.SYS})  # never given to a token


class Unauthenticated(Exception):
    """No valid token."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """The embedded issuer: signs tokens with the key in the data folder."""

    key: OKPKey

    @classmethod
    def of(cls, folder: Path) -> "Issuer":
        path = folder / "issuer.pem"
        if not path.exists():
            key = OKPKey.generate_key("Ed25519")
            path.touch(mode=0o600)
            path.write_bytes(key.as_pem(private=True))
        return cls(OKPKey.import_key(path.read_bytes()))

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


class Authenticator:
    """Checks tokens. jwks: a file or an address with the issuer's keys; none: the embedded one."""

    def __init__(self, folder: Path, issuer: str | None, jwks: str | None) -> None:
        self._issuer = issuer or EMBEDDED_ISSUER
        self._keys = _read_keys(jwks) if jwks else KeySet([Issuer.of(folder).key])

    def actor(self, authorization: str | None, on_behalf_of: UUID | None, now: datetime) -> Actor:
        """Unauthenticated unless the header carries a valid token with a known role."""
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthenticated("no bearer token")
        registry = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": AUDIENCE},
            exp={"essential": True},
            role={"essential": True},
        )
        try:
            decoded = jwt.decode(token, self._keys, algorithms=ALGORITHMS)
            registry.validate(decoded.claims)
            return _actor(decoded.claims, on_behalf_of)
        except (JoseError, ValueError, TypeError, AttributeError) as error:
            raise Unauthenticated(str(error)) from error


def _actor(claims: dict[str, Any], on_behalf_of: UUID | None) -> Actor:
    role = Role(claims["role"])
    if role in ROLES_OF_MACHINES:
        raise ValueError("this role is not for tokens")
    scopes = claims.get("scopes", [])
    if not isinstance(scopes, list) or not all(isinstance(scope, str) for scope in scopes):
        raise ValueError("scopes must be a list of strings")
    body, person = claims.get("body"), claims.get("sub")
    if body is not None and not isinstance(body, str):
        raise ValueError("body must be a string")
    return Actor(role, UUID(person) if person else None, body, on_behalf_of, tuple(scopes))


def _read_keys(where: str) -> KeySet:
    if "://" not in where:
        return KeySet.import_key_set(orjson.loads(Path(where).read_bytes()))
    with urlopen(where, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310 - the operator's setting
        return KeySet.import_key_set(orjson.loads(answer.read()))

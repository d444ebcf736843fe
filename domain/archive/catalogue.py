"""The field catalogue 字段目录 (SYS-07, SYS-20): what an archive may hold of whom, and what for.

It is data: a field that is not in it, or that has no purpose in it, is held of nobody.
"""

import json
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import Field, StringConstraints

from domain.access import Purpose
from domain.kernel import Value

FieldCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]{1,39}$")]


class ArchiveKind(StrEnum):
    COMPOUND = "COMPOUND"  # 小区
    BUNGALOW_AREA = "BUNGALOW_AREA"  # 平房片
    BUILDING = "BUILDING"  # 楼栋
    SHOP = "SHOP"  # 商铺
    HOUSEHOLD = "HOUSEHOLD"  # 住户
    RESIDENT = "RESIDENT"  # 居民
    KEY_PERSON_CARE = "KEY_PERSON_CARE"  # 重点关爱对象


class LegalBasis(StrEnum):
    """Why personal information may be held: PIPL art. 13 (HANDBOOK 3.8)."""

    CONSENT = "CONSENT"  # 13(1) 本人同意
    STATUTORY_DUTY = "STATUTORY_DUTY"  # 13(3) 法定职责
    PUBLIC_HEALTH = "PUBLIC_HEALTH"  # 13(4) 突发公共卫生事件


class CatalogueField(Value):
    """One field. minimum: the kinds whose entry is incomplete without it. values: the only ones
    there are; none: any text. bases: on which it may be held, the usual one first. keep_years:
    how long after the entry was closed."""

    code: FieldCode
    hans: str
    en: str
    kinds: frozenset[ArchiveKind]
    minimum: frozenset[ArchiveKind] = frozenset()
    values: tuple[str, ...] = ()
    sensitive: bool = False
    purposes: tuple[Purpose, ...]
    bases: Annotated[tuple[LegalBasis, ...], Field(min_length=1)]
    keep_years: Annotated[int, Field(ge=0)]


class Catalogue(Value):
    version: str
    fields: tuple[CatalogueField, ...]

    @property
    def by_code(self) -> Mapping[str, CatalogueField]:
        return {field.code: field for field in self.fields}

    def minimum(self, kind: ArchiveKind) -> frozenset[str]:
        """The fields that an entry of this kind cannot do without (SYS-07)."""
        return frozenset(field.code for field in self.fields if kind in field.minimum)


@cache
def catalogue() -> Catalogue:
    text = files("domain").joinpath("data/archive-fields.json").read_text(encoding="utf-8")
    return Catalogue.model_validate(json.loads(text))


@cache
def field_of(code: str) -> CatalogueField | None:
    return catalogue().by_code.get(code)


@cache
def minimum_of(kind: ArchiveKind) -> frozenset[str]:
    return catalogue().minimum(kind)


@cache
def fields_for(purpose: Purpose) -> frozenset[str]:
    """What a purpose opens. R-24, SYS-20, SYS-22: an audit, whoever answers the person's request
    and the person himself see everything."""
    everything = purpose in (Purpose.AUDIT, Purpose.SUBJECT_REQUEST, Purpose.OWN_DATA)
    return frozenset(
        field.code for field in catalogue().fields if everything or purpose in field.purposes
    )

"""Consent 同意 (SYS-20): one record for each person and purpose, given and withdrawn."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, ClassVar, Final
from uuid import UUID

from pydantic import Field

from domain.access import PROTECTORS
from domain.archive import FieldCode
from domain.kernel import (
    Aggregate,
    Command,
    Concern,
    Context,
    Event,
    Label,
    Outcome,
    Ref,
    derived_id,
    require,
)
from domain.roles import Role
from domain.vocabulary import CommunityCode, Digest, DocumentNo

# SYS-20: who takes consents and requests, and who watches over them.
CONSENT_KEEPERS: Final = PROTECTORS | {Role.CW, Role.CS}
OF_ONESELF: Final = (Role.RES, Role.MER, Role.MEM, Role.VOL)
Fields = Annotated[tuple[FieldCode, ...], Field(max_length=30)]
Notices = Annotated[tuple[UUID, ...], Field(max_length=30)]


class ConsentPurpose(StrEnum):
    ARCHIVE = "ARCHIVE"  # 信息档案
    ARCHIVE_SENSITIVE = "ARCHIVE_SENSITIVE"  # 档案中的敏感信息
    PUBLIC_NOTICE = "PUBLIC_NOTICE"  # 公示姓名
    SHARING_WITH_UNIT = "SHARING_WITH_UNIT"  # 向所在单位提供服务情况
    SHARING_CONTACT = "SHARING_CONTACT"  # 向接单人提供联系方式
    WISH = "WISH"  # 心愿公开展示


# PIPL arts. 23, 25, 29: sharing, publication and sensitive information need one of their own.
SEPARATE: Final = frozenset(ConsentPurpose) - {ConsentPurpose.ARCHIVE}


@dataclass(frozen=True, slots=True)
class Consent:
    """given: it holds now. archive: the book that holds the person's entry. notices: which show
    his name."""

    person: UUID | None = None
    purpose: ConsentPurpose | None = None
    given: bool = False
    fields: tuple[str, ...] = ()
    community: str | None = None
    archive: UUID | None = None
    notices: tuple[UUID, ...] = ()


class ConsentGiven(Event[Consent], name="consent.given", sealed_for="person"):
    """notice: the version of the text that was shown. signed_form: SHA-256 of the scan, where
    somebody else entered it."""

    describes: ClassVar[bool] = True

    person: UUID
    purpose: ConsentPurpose
    notice: DocumentNo
    fields: tuple[FieldCode, ...] = ()
    separate: bool = False
    community: CommunityCode | None = None
    archive: UUID | None = None
    notices: tuple[UUID, ...] = ()
    signed_form: Digest | None = None

    def apply(self, state: Consent) -> Consent:
        return Consent(
            self.person,
            self.purpose,
            True,
            self.fields,
            self.community,
            self.archive,
            self.notices,
        )


class ConsentWithdrawn(Event[Consent], name="consent.withdrawn"):
    """P-11 follows. fields: of the consent."""

    person: UUID
    purpose: ConsentPurpose
    fields: tuple[FieldCode, ...] = ()
    community: CommunityCode | None = None
    archive: UUID | None = None
    notices: tuple[UUID, ...] = ()
    signed_form: Digest | None = None

    def apply(self, state: Consent) -> Consent:
        return replace(state, given=False)


class GiveConsent(
    Command[Consent], verb="give", label=Label("同意处理个人信息", "Give consent"),
    who=(*OF_ONESELF, Role.CW), opens=True,
):  # fmt: skip
    """Consents for one purpose, after reading version `notice` of what is done with the data.

    fields: which ones it is about; left out: all that the purpose needs. separate: given for this
    alone (PIPL arts. 23, 25, 29). archive: the book that holds the person's entry. notices: those
    that show his name. signed_form: SHA-256 of the scanned form, where a community worker enters
    it.
    """

    person: UUID
    purpose: ConsentPurpose
    notice: DocumentNo
    fields: Fields = ()
    separate: bool = False
    community: CommunityCode | None = None
    archive: UUID | None = None
    notices: Notices = ()
    signed_form: Digest | None = None

    def decide(self, state: Consent, context: Context) -> Outcome:
        must_be_his_own(self.person, self.signed_form, context)
        require(  # SYS-20, PIPL arts. 23, 25, 29
            self.separate or self.purpose not in SEPARATE,
            "separate_consent_missing",
            "对外提供、公开和敏感个人信息须取得单独同意，请单独告知并勾选。",
            "Sharing, publication and sensitive data need a consent given for them alone.",
        )
        given = ConsentGiven(**dict(self))
        if given.apply(state) != state:
            yield given


class WithdrawConsent(
    Command[Consent], verb="withdraw", label=Label("撤回同意", "Withdraw consent"),
    who=(*OF_ONESELF, Role.CW),
):  # fmt: skip
    """Takes it back, at any time and without a reason (PIPL art. 15).

    archive: the book that holds the person's entry, where the consent did not name it. notices:
    those that show his name besides the ones that the consent named.
    """

    archive: UUID | None = None
    notices: Notices = ()
    signed_form: Digest | None = None

    def decide(self, state: Consent, context: Context) -> Outcome:
        require(
            state.given,
            "no_consent",
            "此项同意未作出或已撤回，无需撤回。",
            "There is no such consent, or it was withdrawn already.",
        )
        assert state.person is not None and state.purpose is not None  # noqa: S101, PT018
        must_be_his_own(state.person, self.signed_form, context)
        yield ConsentWithdrawn(
            person=state.person,
            purpose=state.purpose,
            fields=state.fields,
            community=state.community,
            archive=self.archive or state.archive,
            notices=tuple(dict.fromkeys((*state.notices, *self.notices))),
            signed_form=self.signed_form,
        )


def must_be_his_own(person: UUID, signed_form: str | None, context: Context) -> None:
    """SYS-20: the person himself, or somebody who shows the form that he signed."""
    require(
        context.actor.person == person or signed_form is not None,
        "signature_missing",
        "代本人办理须附本人签字扫描件的摘要，请补充。",
        "Whoever acts for the person shows the form he signed: add the digest of its scan.",
    )


def _concern(state: Consent, command: Command[Consent] | None) -> Concern:
    person = state.person or getattr(command, "person", None)
    return Concern(
        community=state.community or getattr(command, "community", None),
        persons=frozenset(() if person is None else (person,)),
        offices=CONSENT_KEEPERS,
    )


CONSENT: Final = Aggregate(
    name="consent",
    collection="consents",
    label=Label("同意记录", "Consent"),
    initial=Consent(),
    commands=(GiveConsent, WithdrawConsent),
    events=(ConsentGiven, ConsentWithdrawn),
    identify=lambda command: derived_id("consent", command.person, command.purpose),
    concerns=_concern,
)


def consent_ref(person: UUID, purpose: ConsentPurpose) -> Ref[Consent]:
    return CONSENT.ref(derived_id("consent", person, purpose))

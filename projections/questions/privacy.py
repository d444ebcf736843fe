"""Questions about personal information (SYS-20): on what basis, read by whom, shown in spite of."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import ClassVar, Final
from uuid import UUID

from domain.archive import catalogue
from domain.kernel import Label, local_date
from domain.privacy import CONSENT_KEEPERS, ConsentPurpose
from domain.roles import Role
from projections.asking import Asked, Parameter, StandingQuestion
from projections.ledgers.archives import ARCHIVES
from projections.ledgers.assessment import L_NOTICE
from projections.ledgers.privacy import L_CONSENT, L_READ, ConsentRow
from projections.models import Row
from projections.questions.archives import ReadRow, read_row

SYSTEM: Final = "SYS-20"
DECEMBER: Final = 12
OPEN: Final = frozenset({"DRAFTED", "POSTED"})


class BasisRow(Row, frozen=True, array_like=True, gc=False):
    """bases: on which the catalogue lets it be held. entries: that hold it; by_consent: of them by
    consent, the others on the law itself; restricted: of them only kept and protected."""

    field: str
    kind: str
    bases: tuple[str, ...]
    purposes: tuple[str, ...]
    sensitive: bool
    keep_years: int
    entries: int
    by_consent: int
    restricted: int


def bases(asked: Asked) -> Iterator[BasisRow]:
    """PIPL art. 13: each field of each kind of archive, with the bases on which it is held."""
    wanted = asked.parameters["field"]
    entries, consented, restricted = (Counter[tuple[str, str]]() for _ in range(3))
    for row in asked.snapshot.all(ARCHIVES):
        if row.state != "CLOSED":
            shut = row.fields if row.state == "RESTRICTED" else row.restricted
            entries.update((code, row.kind) for code in row.fields)
            consented.update((code, row.kind) for code in row.by_consent)
            restricted.update((code, row.kind) for code in shut)
    for known in catalogue().fields:
        for kind in sorted(known.kinds):
            key = known.code, kind
            if wanted in (None, known.code) and (wanted or entries[key]):
                yield BasisRow(
                    known.code,
                    kind,
                    tuple(known.bases),
                    tuple(known.purposes),
                    known.sensitive,
                    known.keep_years,
                    entries[key],
                    consented[key],
                    restricted[key],
                )


def read_last_month(asked: Asked) -> Iterator[ReadRow]:
    """The calendar month before the day asked about."""
    person, month = asked.parameters["person"], _month_before(asked.day)
    wanted = {} if person is None else {"subject": person}
    for read in asked.snapshot.all(L_READ, **wanted):
        day = local_date(read.at)
        if (day.year, day.month) == month:
            yield read_row(read)


def _month_before(day: date) -> tuple[int, int]:
    return (day.year - 1, DECEMBER) if day.month == 1 else (day.year, day.month - 1)


class ShownRow(Row, frozen=True, array_like=True, gc=False):
    """named: the consent says that this notice shows the name; else it may."""

    notice: UUID
    title: str
    state: str
    person: UUID
    withdrawn_at: datetime | None
    named: bool

    offices: ClassVar = CONSENT_KEEPERS | {Role.EVO}


def still_shown(asked: Asked) -> Iterator[ShownRow]:
    """P-11: notices still open, names not hidden, consent withdrawn."""
    withdrawn = asked.snapshot.all(L_CONSENT, purpose=ConsentPurpose.PUBLIC_NOTICE)
    for notice in asked.snapshot.all(L_NOTICE):
        for consent in withdrawn if notice.state in OPEN and notice.shows else ():
            may_show = not consent.shown_in or notice.notice in consent.shown_in
            hidden = consent.person in notice.hidden
            if consent.state == "WITHDRAWN" and may_show and not hidden:
                yield ShownRow(
                    notice.notice,
                    notice.title,
                    notice.state,
                    consent.person,
                    consent.withdrawn_at,
                    bool(consent.shown_in),
                )


class StillHeldRow(Row, frozen=True, array_like=True, gc=False):
    """fields: held by the consent that was withdrawn, and not restricted."""

    person: UUID
    book: UUID
    community: str
    grid: str
    kind: str
    fields: tuple[str, ...]
    withdrawn_at: datetime | None

    offices: ClassVar = CONSENT_KEEPERS


def still_in_use(asked: Asked) -> Iterator[StillHeldRow]:
    """P-11 acts where the consent names the archive; this finds where it could not."""
    for consent in asked.snapshot.all(L_CONSENT, state="WITHDRAWN"):
        if consent.purpose not in (ConsentPurpose.ARCHIVE, ConsentPurpose.ARCHIVE_SENSITIVE):
            continue
        for row in asked.snapshot.all(ARCHIVES, person=consent.person):
            fields = _carried(consent, row.by_consent, row.restricted)
            if fields and row.state in ("DRAFT", "LIVE"):
                yield StillHeldRow(
                    consent.person,
                    row.book,
                    row.community,
                    row.grid,
                    row.kind,
                    fields,
                    consent.withdrawn_at,
                )


def _carried(
    consent: ConsentRow, by_consent: tuple[str, ...], restricted: tuple[str, ...]
) -> tuple[str, ...]:
    """Of the fields held by consent, those that this one was for and that are still in use."""
    known, narrow = catalogue().by_code, consent.purpose == ConsentPurpose.ARCHIVE_SENSITIVE
    return tuple(
        code
        for code in by_consent
        if code not in restricted
        and code in (consent.fields or by_consent)
        and (not narrow or (code in known and known[code].sensitive))
    )


QUESTIONS: Final = (
    StandingQuestion(
        name="basis-of-a-field",
        system=SYSTEM,
        title=Label("依据什么持有某个字段？", "On what basis do we hold a field?"),
        row=BasisRow,
        rows=bases,
        dated=False,
        parameters={"field": Parameter(Label("字段", "Field"), str)},
    ),
    StandingQuestion(
        name="who-read-a-person-last-month",
        system=SYSTEM,
        title=Label("上月谁查阅过某人的信息？", "Who read a person's data last month?"),
        row=ReadRow,
        rows=read_last_month,
        parameters={"person": Parameter(Label("本人编号", "Person"), UUID)},
    ),
    StandingQuestion(
        name="notices-with-a-withdrawn-name",
        system=SYSTEM,
        title=Label(
            "哪些公示仍显示已撤回同意者的姓名？",
            "Which notices still show a name whose consent was withdrawn?",
        ),
        row=ShownRow,
        rows=still_shown,
        dated=False,
    ),
    StandingQuestion(
        name="archives-held-without-consent",
        system=SYSTEM,
        title=Label(
            "哪些档案在同意撤回后仍在使用？",
            "Which archives are in use although consent was withdrawn?",
        ),
        row=StillHeldRow,
        rows=still_in_use,
        dated=False,
    ),
)

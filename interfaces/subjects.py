"""What a person takes home (SYS-20): a copy of all that is held of him, or the receipt of its
erasure."""

import base64
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any
from uuid import UUID

from application.authority import covers, must_be_for, must_cover
from application.erasing import held_of
from application.handler import Instruction, NotFound
from application.proof.tlog import line
from application.recorded import Recorded
from domain.access import PROTECTORS, PersonalDataRead, Purpose, Reader, RecordRead
from domain.archive import HeldDetail, field_of
from domain.kernel import SYSTEM, Actor, Concern, require
from domain.person import PERSON
from domain.privacy import SUBJECT, SubjectErased, subject_ref
from domain.privacy.holdings import HOLDINGS
from domain.registry import OWNER
from domain.roles import Role
from interfaces.http.disclosure import ERASED, RESTRICTED, owner_of, sealed_in
from interfaces.system import System


def receipt_of(system: System, actor: Actor, subject: UUID) -> dict[str, Any]:
    """That somebody was erased: the event, its proof, and of which texts nothing can be read.

    NotFound, Forbidden. Refused: not_erased; erasure_not_finished.
    """
    history = system.log.history(subject)
    if not history or OWNER[history[0].name] is not SUBJECT:
        raise NotFound(subject)
    state = SUBJECT.replay(recorded.event for recorded in history)
    must_cover(actor, SUBJECT.concerns(state, None), reading=True)
    require(
        state.erased,
        "not_erased",
        "此人的信息未被删除，没有删除回执。",
        "This person was not erased, so there is no receipt.",
    )
    require(
        system.erasing.complete(),
        "erasure_not_finished",
        "删除正在收尾，请一分钟后再取回执。",
        "The erasure is being completed; ask for its receipt in a minute.",
    )
    [erased] = [one for one in history if one.name == SubjectErased.name]
    [row] = system.log.stored(erased.position - 1, 1)
    system.tlog.sign()
    person: UUID = erased.event.person
    texts = _texts_of(system, person, erased.position)
    return {
        "person": person,
        "position": erased.position,
        "erased_at": erased.recorded_at,
        "ground": erased.event.ground,
        "document_no": erased.event.document_no,
        "texts": [{"field": field, "count": texts[field]} for field in sorted(texts)],
        "line": base64.b64encode(line(row)).decode(),
        "proof": str(system.tlog.proof(erased.position)),
        "key": str(system.tlog.signer.key),
    }


def _texts_of(system: System, person: UUID, last: int) -> Counter[str]:
    """How many were sealed under his key, by field."""
    held = _sealed_for(person, list(held_of(system.log, person, last)))
    return Counter(f"{recorded.name}/{path}" for recorded, path, _ in held)


def copy_of(system: System, actor: Actor, person: UUID, purpose: Purpose) -> dict[str, Any]:
    """All that is held of a person, with what for and on what basis, and who has read it; this
    read goes on record first (PIPL art. 45).

    texts: what is sealed under his key. named_in: where else his id stands, of the records that
    the caller may read.
    """
    state = system.handler.look(subject_ref(person))
    concern = Concern(persons=frozenset({person}), offices=PROTECTORS)
    must_cover(actor, concern, reading=True)
    must_be_for(actor, purpose, concern)
    about = list(held_of(system.log, person, named=True))
    if not about:
        raise NotFound(person)
    own = purpose is Purpose.OWN_DATA
    role = None if own else actor.role
    held = [each for each in _sealed_for(person, about) if _is_for(role, each[0])]
    _put_on_record(system, actor, person, purpose, {f"{r.name}/{path}" for r, path, _ in held})
    opened = RESTRICTED if state.restricted and not own else None
    texts = [
        _place(recorded)
        | {"text": opened or system.vault.opened(token, recorded.stream) or ERASED}
        | _held_for(recorded, path, token)
        for recorded, path, token in held
    ]
    with_texts = {recorded.position for recorded, _, _ in held}
    may_read = cache(lambda name, stream: _may_read(system, actor, name, stream))
    return {
        "person": person,
        "position": system.log.position(),
        "restricted": state.restricted,
        "texts": texts,
        "named_in": [
            _place(recorded)
            for recorded in about
            if recorded.position not in with_texts and may_read(recorded.name, recorded.stream)
        ],
        "reads": [_read(recorded) for recorded in about if recorded.name == PersonalDataRead.name],
    }


def _sealed_for(person: UUID, about: list[Recorded]) -> Iterator[tuple[Recorded, str, str]]:
    """Every text under his key, with its event and its field."""
    for recorded in about:
        for path, token in sealed_in(recorded.event):
            if owner_of(token) == person:
                yield recorded, path, token


def _is_for(role: Role | None, recorded: Recorded) -> bool:
    """Whether an office may read such an event; None: the person himself."""
    offices = recorded.event.offices
    return role is None or not offices or role in offices


def _put_on_record(
    system: System, actor: Actor, person: UUID, purpose: Purpose, fields: set[str]
) -> None:
    read = RecordRead(
        record=person,
        collection=PERSON.collection,
        purpose=purpose,
        fields=tuple(sorted(fields)),
        persons=(person,),
        reader=Reader.of(actor),
    )
    system.handler.handle(Instruction(read, SYSTEM))


def _place(recorded: Recorded) -> dict[str, Any]:
    return {
        "collection": OWNER[recorded.name].collection,
        "record": recorded.stream,
        "position": recorded.position,
        "event": recorded.name,
        "recorded_at": recorded.recorded_at,
    }


def _held_for(recorded: Recorded, path: str, token: str) -> dict[str, Any]:
    """Which field it is, what for, on what basis and how long."""
    detail = _detail(recorded.event, token)
    field = None if detail is None else field_of(detail.field)
    if detail is not None and field is not None:
        return {
            "field": field.hans,
            "purpose": "、".join(field.purposes),
            "basis": detail.basis,
            "kept": f"注销后{field.keep_years}年",
        }
    holding = HOLDINGS[OWNER[recorded.name].name]
    kept = holding.kept and holding.kept.hans
    return {"field": path, "purpose": holding.purpose.hans, "basis": holding.basis, "kept": kept}


def _detail(event: Any, token: str) -> HeldDetail | None:
    """The field of an archive that this is the value of."""
    lines = getattr(event, "lines", None) or (getattr(event, "line", event),)
    details = (one for line in lines for one in getattr(line, "details", ()))
    return next((one for one in details if getattr(one, "value", None) == token), None)


def _may_read(system: System, actor: Actor, name: str, stream: UUID) -> bool:
    aggregate = OWNER[name]
    state = system.handler.look(aggregate.ref(stream))
    return covers(actor, aggregate.concerns(state, None), reading=True)


def _read(recorded: Recorded) -> dict[str, Any]:
    """Who has read it, by his office."""
    fact, reader = recorded.event, recorded.actor
    return {
        "at": recorded.occurred_at,
        "purpose": fact.purpose,
        "fields": fact.fields,
        "role": reader.role,
        "body": reader.body,
    }

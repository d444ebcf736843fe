"""Personal data: noise in every file of the store, clear to who has the key, gone without it."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar, Final, cast
from uuid import UUID

import psycopg
import pytest

from application.handler import Handler, Instruction
from application.recorded import LostRace, Receipt
from application.sealing import sealed_fields
from application.vault import PREFIX, Sealing, Vault, WrongMasterKey
from application.wrapping import Wrapping
from domain.kernel import Event, Sealed, SealedText, Value
from domain.person import PERSON, RegisterPerson, UpdatePerson
from domain.person.identity import SealedNumber
from domain.vault import RotateMasterKey
from tests.application.world import CW, MASTER, SYS, Place, System, appending, seeded

STREAM, OTHER, PERSON_ID = UUID(int=1), UUID(int=2), UUID(int=3)
NAME, PHONE, NUMBER = "欧阳震华", "13812345678", "11010519491231002X"
SOMEBODY: Final = RegisterPerson(
    full_name=NAME, phone=PHONE, identity_number=NUMBER, synthetic=True
)


class Witness(Value):
    said: SealedText
    aloud: bool = True


class Noted(Event[None], name="test.noted", sealed_for="person"):
    person: UUID | None = None
    text: SealedText | None = None
    lines: tuple[SealedText, ...] = ()
    witness: Witness | None = None
    witnesses: tuple[Witness, ...] = ()
    clear: str = "clear"


class Plain(Event[None], name="test.plain"):
    text: str


FULL: Final = Noted(
    person=PERSON_ID,
    text="one",
    lines=("two", "three"),
    witness=Witness(said="four"),
    witnesses=(Witness(said="five"), Witness(said="six", aloud=False)),
)


@pytest.fixture
def vault(system: System) -> Vault:
    return system.vault


def land(system: System, sealing: Sealing, stream: UUID = STREAM) -> Receipt:
    version = system.log.versions([stream])[stream] + 1
    return system.log.append(appending(stream, version, sealing=sealing))


def texts(event: Noted) -> list[str]:
    values = [event.text, *event.lines, event.witness and event.witness.said]
    return [v for v in (*values, *(w.said for w in event.witnesses)) if v is not None]


# What is sealed


def test_sealed_texts_are_found_wherever_they_stand() -> None:
    assert sealed_fields(Noted) == {
        "text": Sealed(),
        "lines": Sealed(),
        "witness": None,
        "witnesses": None,
    }
    assert sealed_fields(Plain) == {}


def test_every_sealed_text_of_an_event_is_sealed_and_the_rest_is_not(vault: Vault) -> None:
    hidden = vault.sealed(FULL, STREAM, Sealing())
    assert isinstance(hidden, Noted)
    assert all(text.startswith(PREFIX + PERSON_ID.hex) for text in texts(hidden))
    assert len(set(texts(hidden))) == 6
    assert (hidden.person, hidden.clear) == (PERSON_ID, "clear")
    assert [witness.aloud for witness in hidden.witnesses] == [True, False]


def test_an_event_without_personal_data_stays_as_it_is(vault: Vault) -> None:
    event, sealing = Plain(text="x"), Sealing()
    assert vault.sealed(event, STREAM, sealing) is event
    assert not sealing.keys


def test_where_nobody_is_named_the_stream_has_the_key(vault: Vault) -> None:
    hidden = vault.sealed(Noted(text="x"), STREAM, Sealing())
    assert texts(hidden)[0].startswith(PREFIX + STREAM.hex)  # type: ignore[arg-type]


class Line(Value):
    sealed_for: ClassVar = "person"

    person: UUID | None
    said: SealedText


class Sheet(Event[None], name="test.sheet"):
    lines: tuple[Line, ...]


def test_a_part_that_names_a_person_is_sealed_under_his_key(place: Place) -> None:
    """HANDBOOK 3.8, S40: several persons in one event, each with his own key."""
    system, sealing = place.system(), Sealing()
    people = (PERSON_ID, OTHER, None)
    sheet = Sheet(lines=tuple(Line(person=id, said="一") for id in people))
    hidden = system.vault.sealed(sheet, STREAM, sealing)
    land(system, sealing)
    assert isinstance(hidden, Sheet)
    for line, owner in zip(hidden.lines, (PERSON_ID, OTHER, STREAM), strict=True):
        assert line.said.startswith(PREFIX + owner.hex)
        assert place.system().vault.opened(line.said, STREAM) == "一"


# Opening


def test_what_was_sealed_is_opened_also_by_another_process(place: Place) -> None:
    system, sealing = place.system(), Sealing()
    hidden = system.vault.sealed(FULL, STREAM, sealing)
    land(system, sealing)
    assert isinstance(hidden, Noted)
    for vault in (system.vault, place.system().vault):
        opened = [vault.opened(text, STREAM) for text in texts(hidden)]
        assert opened == ["one", "two", "three", "four", "five", "six"]


def test_a_text_is_recognised_in_every_sealing_and_no_other_is(system: System) -> None:
    """By its fingerprint, which is not the text."""
    vault, into = system.vault, Sealing()
    one, again, other = (
        vault.sealed(Noted(person=person, text=text), STREAM, into).text
        for person, text in ((PERSON_ID, PHONE), (OTHER, f" {PHONE}"), (OTHER, NUMBER))
    )
    land(system, into)
    found = [vault.recognised(token, STREAM) for token in (one, again, other)]
    assert found[0] == found[1] != found[2]
    assert PHONE.encode() not in found[0]


def test_without_its_key_it_is_noise(place: Place) -> None:
    system, sealing = place.system(), Sealing()
    hidden = system.vault.sealed(FULL, STREAM, sealing)
    land(system, sealing)
    with system.store.writing() as transaction:
        transaction.all("DELETE FROM vault_keys WHERE owner=?", (PERSON_ID.hex,))
    assert isinstance(hidden, Noted)
    assert {place.system().vault.opened(text, STREAM) for text in texts(hidden)} == {None}


def test_a_text_moved_to_another_stream_does_not_open(system: System) -> None:
    sealing = Sealing()
    hidden = system.vault.sealed(Noted(text="x"), STREAM, sealing)
    land(system, sealing)
    assert isinstance(hidden, Noted)
    assert system.vault.opened(hidden.text or "", OTHER) is None


def test_a_text_that_looks_sealed_is_sealed_as_any_other(system: System) -> None:
    """Else somebody could have another's text opened for him by pasting its noise."""
    sealing = Sealing()
    theirs = system.vault.sealed(Noted(person=PERSON_ID, text="secret"), STREAM, sealing)
    assert isinstance(theirs, Noted)
    pasted = system.vault.sealed(Noted(text=theirs.text), STREAM, sealing)
    land(system, sealing)
    assert isinstance(pasted, Noted)
    assert system.vault.opened(pasted.text or "", STREAM) == theirs.text


def test_another_master_key_is_refused_at_once(place: Place) -> None:
    system, sealing = place.system(), Sealing()
    system.vault.sealed(FULL, STREAM, sealing)
    land(system, sealing)
    with pytest.raises(WrongMasterKey):
        Vault(place.open(), b"another".ljust(32), seeded("x"))


# Another master key, while texts are sealed

NEXT_MASTER: Final = b"another master key of 32 bytes.."


def rotated(place: Place) -> int:
    system = place.system()
    vault = Vault(system.store, MASTER, seeded("new"), lambda: [NEXT_MASTER])
    vault.will_have(NEXT_MASTER)
    handler = Handler(system.log, vault, system.clock, seeded("new"))
    return handler.handle(Instruction(RotateMasterKey(), SYS)).position or 0


def test_who_looks_for_the_new_master_key_lets_nobody_wrap_under_the_old(place: Place) -> None:
    """With the new rotation it would land, and be lost with the old one."""
    system, sealing, under = place.system(), Sealing(), []
    system.vault.sealed(FULL, STREAM, sealing)
    land(system, sealing)

    def masters() -> Iterator[bytes]:
        yield MASTER
        under.append((wrapping.rotation, wrapping.is_under(MASTER)))
        yield NEXT_MASTER

    wrapping = Wrapping(place.open(), lambda: cast(Any, masters()))
    position = rotated(place)
    wrapping.refresh()
    assert under == [(0, True)]
    assert (wrapping.rotation, wrapping.is_under(NEXT_MASTER)) == (position, True)


def test_of_two_keys_the_first_may_be_wrapped_under_the_old_one(place: Place) -> None:
    system, known, sealing = place.system(), Sealing(), Sealing()
    vault = Vault(place.open(), MASTER, seeded("two"), lambda: [NEXT_MASTER])
    kept = vault.sealed(Noted(text="kept"), STREAM, known)
    land(system, known)
    vault.sealed(Noted(person=PERSON_ID, text="old"), STREAM, sealing)
    rotated(place)
    assert isinstance(kept, Noted)
    assert vault.opened(kept.text or "", STREAM) == "kept"  # so it knows the new one by now
    vault.sealed(Noted(person=OTHER, text="new"), STREAM, sealing)
    with pytest.raises(LostRace):
        land(system, sealing)


# Keys of the same person, made at the same time


def test_the_key_that_lands_first_holds_and_the_other_is_sealed_again(place: Place) -> None:
    ours, theirs = place.system(), place.system()
    first, second = Sealing(), Sealing()
    ours.vault.sealed(FULL, STREAM, first)
    theirs.vault.sealed(FULL, OTHER, second)
    land(ours, first)
    with pytest.raises(LostRace):
        land(theirs, second, OTHER)
    theirs.vault.forget(second)
    again = Sealing()
    hidden = theirs.vault.sealed(FULL, OTHER, again)
    land(theirs, again, OTHER)
    assert isinstance(hidden, Noted)
    assert place.system().vault.opened(hidden.text or "", OTHER) == "one"


@pytest.mark.parametrize("others", [0, 1], ids=["alone", "with a rival"])
def test_a_key_is_never_taken_for_stored_before_it_is(place: Place, others: int) -> None:
    """Two commands seal for a new person at once; one of them fails, or both do."""
    system = place.system()
    land(place.system() if others else system, Sealing())
    first, second, third = Sealing(), Sealing(), Sealing()
    system.vault.sealed(FULL, STREAM, first)
    system.vault.sealed(FULL, OTHER, second)
    with pytest.raises(LostRace):
        system.log.append(appending(STREAM, 7, sealing=first))
    land(system, second, OTHER)
    system.vault.stored(second)
    system.vault.forget(first)
    hidden = system.vault.sealed(FULL, STREAM, third)
    land(system, third)
    assert isinstance(hidden, Noted)
    assert place.system().vault.opened(hidden.text or "", STREAM) == "one"


def test_a_key_that_was_destroyed_meanwhile_seals_nothing_more(place: Place) -> None:
    ours, theirs = place.system(), place.system()
    first = Sealing()
    ours.vault.sealed(FULL, STREAM, first)
    land(ours, first)
    ours.vault.stored(first)
    with theirs.store.writing() as transaction:
        transaction.all("DELETE FROM vault_keys")
    theirs.log.append(appending(OTHER, 1))  # whoever erases says so in the log
    late = Sealing()
    ours.vault.sealed(FULL, STREAM, late)
    assert not late.fresh
    with pytest.raises(LostRace):
        land(ours, late)


def test_appends_of_one_transaction_share_a_new_key(system: System) -> None:
    land(system, Sealing(), OTHER)
    first = Sealing()
    system.vault.sealed(FULL, STREAM, first)
    second = Sealing(first.keys)
    system.vault.sealed(FULL, STREAM, second)
    both = [appending(STREAM, 1, sealing=first), appending(STREAM, 2, sealing=second)]
    assert [type(result) for result in system.log.append_all(both)] == [Receipt, Receipt]


def test_if_the_first_of_them_fails_the_next_stores_the_key(place: Place) -> None:
    system = place.system()
    land(system, Sealing(), OTHER)
    first = Sealing()
    system.vault.sealed(FULL, STREAM, first)
    second = Sealing(first.keys)
    hidden = system.vault.sealed(FULL, STREAM, second)
    both = [appending(STREAM, 7, sealing=first), appending(STREAM, 1, sealing=second)]
    assert [type(result) for result in system.log.append_all(both)] == [LostRace, Receipt]
    assert isinstance(hidden, Noted)
    assert place.system().vault.opened(hidden.text or "", STREAM) == "one"


# The blind index


class Numbered(Event[None], name="test.numbered"):
    identity_number: SealedNumber
    old_number: SealedNumber | None = None


def claim(system: System, owner: UUID, number: str, old: str | None = None) -> Receipt:
    sealing = Sealing()
    event = Numbered(identity_number=number, old_number=old)
    system.vault.sealed(event, owner, sealing)
    return land(system, sealing, owner)


def test_a_number_is_found_however_it_is_written(system: System) -> None:
    claim(system, STREAM, NUMBER)
    assert system.vault.find("identity", " 11010519491231002x ") == STREAM
    assert system.vault.find("identity", "１１０１０５１９４９１２３１００２Ｘ") == STREAM
    assert system.vault.find("phone", NUMBER) is None
    assert system.vault.find("identity", "11010519491231003X") is None


def test_a_number_has_one_owner(place: Place) -> None:
    claim(place.system(), STREAM, NUMBER)
    other = place.system()
    with pytest.raises(Exception, match="registered already") as refused:
        claim(other, OTHER, NUMBER)
    assert refused.value.code == "person_known"  # type: ignore[attr-defined]
    assert str(STREAM) in str(refused.value)
    assert other.log.position() == 1
    claim(other, STREAM, NUMBER)  # its own again: fine


def test_of_two_in_one_transaction_the_first_has_the_number(system: System) -> None:
    appends = []
    for owner in (STREAM, OTHER):
        sealing = Sealing()
        system.vault.sealed(Numbered(identity_number=NUMBER), owner, sealing)
        appends.append(appending(owner, 1, sealing=sealing))
    first, second = system.log.append_all(appends)
    assert isinstance(first, Receipt)
    assert getattr(second, "code", None) == "person_known"


def test_a_refused_append_claims_nothing(system: System) -> None:
    claim(system, STREAM, NUMBER)
    with pytest.raises(Exception, match="registered already"):
        claim(system, OTHER, "22010519491231002X", old=NUMBER)
    assert system.vault.find("identity", "22010519491231002X") is None
    sealing = Sealing()
    system.vault.sealed(Numbered(identity_number="33010519491231002X"), OTHER, sealing)
    with pytest.raises(LostRace):
        system.log.append(appending(OTHER, 9, sealing=sealing))
    assert system.vault.find("identity", "33010519491231002X") is None


def test_a_corrected_number_sets_the_wrong_one_free(system: System) -> None:
    claim(system, STREAM, "22010519491231002X")
    claim(system, STREAM, NUMBER)
    assert system.vault.find("identity", NUMBER) == STREAM
    claim(system, OTHER, "22010519491231002X")


# Through the whole path


def everything_in(place: Place, request: pytest.FixtureRequest, folder: Path) -> bytes:
    """All bytes that the store wrote: its files as they lie; or all rows of all its tables."""
    if place.kind == "sqlite":
        files = sorted(folder.glob("log.db*"))
        assert len(files) >= 2  # the log that is written ahead, too
        return b"".join(path.read_bytes() for path in files)
    url, schema = request.getfixturevalue("postgres_url")
    with psycopg.connect(url) as connection:
        names = "SELECT tablename FROM pg_tables WHERE schemaname=%s"
        tables = [name for (name,) in connection.execute(names, (schema,)).fetchall()]
        rows = [connection.execute(f"SELECT * FROM {t}").fetchall() for t in tables]  # type: ignore[call-overload]
    values = [v for table in rows for row in table for v in row]
    return b"\n".join(bytes(v) if isinstance(v, bytes) else str(v).encode() for v in values)


def test_no_personal_data_is_in_clear_in_any_file(
    place: Place, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    system = place.system()
    receipt = system.do(SOMEBODY, CW, key=f"from the phone {PHONE}")
    system.do(UpdatePerson(full_name="欧阳娜娜"), CW, stream=receipt.stream, key=NAME)
    written = everything_in(place, request, tmp_path)
    assert b"person.registered" in written
    for clear in (NAME, "欧阳", "娜娜", PHONE, NUMBER, NUMBER[:-1]):
        for encoding in ("utf-8", "utf-16-le", "gb18030"):
            assert clear.encode(encoding) not in written
        assert repr(clear.encode()).encode()[2:-1] not in written
        assert clear.encode("unicode_escape") not in written


def test_nor_in_a_state_in_memory(system: System) -> None:
    receipt = system.do(SOMEBODY, CW)
    assert NAME not in repr(system.handler.state(PERSON, receipt.stream))


def test_a_person_registered_is_opened_again(place: Place) -> None:
    receipt = place.system().do(SOMEBODY, CW)
    reader = place.system()
    [registered] = reader.log.history(receipt.stream)
    opened = reader.vault.opened
    assert opened(registered.event.full_name, receipt.stream) == NAME
    assert opened(registered.event.identity_number, receipt.stream) == NUMBER
    [trusted] = reader.log.read(0, 10)
    assert opened(trusted.event.phone, receipt.stream) == PHONE


def test_one_identity_number_is_one_person(place: Place) -> None:
    first = place.system().do(SOMEBODY, CW)
    with pytest.raises(Exception, match=str(first.stream)):
        place.system().do(SOMEBODY, CW)


def test_threads_that_register_the_same_number_at_once_make_one_person(system: System) -> None:
    results: list[object] = []

    def register() -> None:
        try:
            results.append(system.do(SOMEBODY, CW))
        except Exception as error:
            results.append(error)

    threads = [Thread(target=register) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(result, Receipt) for result in results) == 1
    assert system.log.position() == 1


def test_an_append_is_told_by_its_fingerprints_only(system: System) -> None:
    system.do(SOMEBODY, CW, key="k")
    [(key, fingerprint)] = system.store.read("SELECT key, fingerprint FROM requests")
    assert (len(key), len(fingerprint)) == (16, 16)
    assert bytes(key) != system.vault.fingerprint(b"k")


def test_the_master_key_is_nowhere_in_the_store(
    place: Place, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    place.system().do(SOMEBODY, CW)
    assert MASTER not in everything_in(place, request, tmp_path)

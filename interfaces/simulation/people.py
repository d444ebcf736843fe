"""Made-up people and organisations: names, numbers and codes that pass the checks (HANDBOOK 3.10).

None of them exists: phone numbers lie in a segment nobody is given, and all are recorded with
`synthetic`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from domain.identifiers import USCC_ALPHABET, citizen_check, credit_check
from domain.person import PartyKind, Residence
from domain.unit import UnitKind
from interfaces.simulation.clock import Dice, dice

DIVISION, DIVISION_BEFORE_2000 = "140924", "142226"
YEAR_OF_DIVISION: Final = 2000
UNASSIGNED_SEGMENT: Final = "129"  # of mobile numbers
SUFFIX: Final = "（合成）"

SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN: Final = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国志文海斌梅云峰宁晨雪松岩"

# Registering department and type of organisation: the first two characters of a credit code.
CODE_PREFIXES: Final = {
    UnitKind.ORGAN: "11",
    UnitKind.INSTITUTION: "12",
    UnitKind.SCHOOL: "12",
    UnitKind.HOSPITAL: "12",
    UnitKind.SOCIAL_ORGANISATION: "51",
    UnitKind.MERCHANT: "92",
}
ENTERPRISE: Final = "91"
MADE_UP: Final = "9999"  # organisation codes that begin so are nobody's


@dataclass(slots=True, eq=False)
class Somebody:
    """A made-up person. id: minted when he is registered."""

    name: str
    phone: str
    number: str
    party: PartyKind = PartyKind.NONE
    residence: Residence = Residence()  # noqa: RUF009 - a frozen value
    identity: UUID | None = None

    @property
    def id(self) -> UUID:
        """KeyError before he is registered: the plan is wrong then."""
        if self.identity is None:
            raise KeyError(self.name)
        return self.identity


class Register:
    """Gives out names, phones and numbers, none of them twice."""

    def __init__(self, seed: int) -> None:
        self._dice = dice(seed, "people")
        self._taken: set[str] = set()
        self._phones = self._codes = 0

    def somebody(
        self,
        born: tuple[int, int],
        party: PartyKind = PartyKind.NONE,
        residence: Residence | None = None,
    ) -> Somebody:
        """born: in which years."""
        return Somebody(
            _name(self._dice),
            self._phone(),
            self._number(self._dice.day_in(date(born[0], 1, 1), date(born[1], 12, 31))),
            party,
            residence or Residence(),
        )

    def credit_code(self, kind: UnitKind) -> str:
        self._codes += 1
        return credit_code(kind, self._codes)

    def _phone(self) -> str:
        self._phones += 1
        return f"{UNASSIGNED_SEGMENT}{self._phones:08d}"

    def _number(self, born: date) -> str:
        division = DIVISION if born.year >= YEAR_OF_DIVISION else DIVISION_BEFORE_2000
        while True:
            first = f"{division}{born:%Y%m%d}{self._dice.randint(1, 999):03d}"
            if first not in self._taken:
                self._taken.add(first)
                return first + citizen_check(first)


def credit_code(kind: UnitKind, number: int) -> str:
    """number: under 31 to the fifth."""
    body = f"{CODE_PREFIXES.get(kind, ENTERPRISE)}{DIVISION}{MADE_UP}"
    first = body + "".join(_base31(number, 5))
    return first + credit_check(first)


def _name(dice: Dice) -> str:
    return dice.choice(SURNAMES) + "".join(dice.sample(GIVEN, dice.choice((1, 2, 2))))


def _base31(number: int, width: int) -> Iterator[str]:
    for place in reversed(range(width)):
        yield USCC_ALPHABET[number // 31**place % 31]

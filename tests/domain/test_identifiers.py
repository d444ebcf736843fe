"""Identifiers: HANDBOOK 3.10, with its samples; python-stdnum is the second witness."""

import random

import pytest
from stdnum.cn import ric, uscc

from domain.identifiers import is_citizen_number, is_credit_code

CITIZENS = ("142226199001010015", "142226198503150021", "140924200508080011")
UNITS = (
    "111409249999000116",
    "121409249999000113",
    "511409249999000112",
    "52140924999900011Y",
    "92140924999900011T",
    "921409240000001230",  # the sum is divisible by 31: the outer mod matters
)


@pytest.mark.parametrize("number", CITIZENS)
def test_the_handbook_s_citizen_numbers_are_valid(number: str) -> None:
    assert is_citizen_number(number)
    assert ric.is_valid(number)


@pytest.mark.parametrize("code", UNITS)
def test_the_handbook_s_credit_codes_are_valid(code: str) -> None:
    assert is_credit_code(code)
    assert uscc.is_valid(code)


@pytest.mark.parametrize(
    "number",
    [
        "142226199001010016",  # check digit
        "142226199002300014",  # 30 February, check digit right
        "14222619900101001",  # too short
        "042226199001010011",  # no such first digit
        "14222619900101001x",  # the check character is a capital
        "１42226199001010015",  # a full-width digit
        "",
    ],
)
def test_a_wrong_citizen_number_is_seen(number: str) -> None:
    assert not is_citizen_number(number)


@pytest.mark.parametrize(
    "code",
    [
        "91310115MA1H8R7C6D",  # the widely copied example that fails
        "111409249999000117",
        "11140924999900011I",  # not in the alphabet
        "1114O9249999000116",
        "",
    ],
)
def test_a_wrong_credit_code_is_seen(code: str) -> None:
    assert not is_credit_code(code)


def test_a_code_that_begins_with_letters_is_valid_although_stdnum_says_no() -> None:
    assert is_credit_code("N2140924999900011D")
    assert is_credit_code("A1140924999900011W")
    assert not uscc.is_valid("A1140924999900011W")


def test_every_single_wrong_digit_is_seen() -> None:
    for number in CITIZENS:
        for place in range(17):
            for digit in "0123456789":
                changed = number[:place] + digit + number[place + 1 :]
                assert is_citizen_number(changed) == (changed == number)


def test_both_agree_with_stdnum_on_a_thousand_random_codes() -> None:
    dice = random.Random(20220101)
    for _ in range(1000):
        organ = "".join(dice.choices("0123456789ABCDEFGHJKLMNPQRTUWXY", k=9))
        code = dice.choice(("11", "12", "51", "91", "92")) + "140924" + organ
        code += dice.choice((uscc.calc_check_digit(code), "7"))
        assert is_credit_code(code) == uscc.is_valid(code), code
        day = f"{dice.randrange(1940, 2000)}{dice.randrange(1, 15):02}{dice.randrange(1, 33):02}"
        number = f"142226{day}{dice.randrange(1000):03}"
        number += dice.choice((ric.calc_check_digit(number), "3"))
        assert is_citizen_number(number) == ric.is_valid(number), number

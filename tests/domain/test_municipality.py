"""The six-digit code and its check digit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb_app.domain.municipality import check_digit, complete_code

if TYPE_CHECKING:
    from kb_app.domain.vocabulary import Vocabulary


def test_every_code_of_the_list_has_its_check_digit(vocabulary: Vocabulary):
    wrong = [code for code in vocabulary.municipalities if check_digit(code[:5]) != code[5]]
    assert len(vocabulary.municipalities) > 1_900
    assert wrong == []


def test_every_five_digits_of_the_list_are_completed_to_the_code(vocabulary: Vocabulary):
    assert [code for code in vocabulary.municipalities if complete_code(code[:5]) != code] == []


def test_every_other_last_digit_is_refused(vocabulary: Vocabulary):
    for code in list(vocabulary.municipalities)[::50]:
        accepted = [digit for digit in "0123456789" if complete_code(code[:5] + digit)]
        assert accepted == [code[5]]


@pytest.mark.parametrize("code", ["", "2222", "2222161", "22221a", "２２２２１６", " 222216", "-22216", "222217"])
def test_anything_else_is_no_code(code: str):
    assert complete_code(code) is None


@pytest.mark.parametrize("digits", ["", "222216", "2222a", "２２２２１"])
def test_a_check_digit_belongs_to_five_ascii_digits(digits: str):
    with pytest.raises(ValueError, match=f"^{digits}$"):
        check_digit(digits)


def test_leading_zeros_count():
    assert complete_code("01000") == "010006"
    assert complete_code("070009") == "070009"
    assert complete_code("070000") is None


def test_the_two_villages_of_one_name_have_codes_of_their_own(vocabulary: Vocabulary):
    found = {code: row.prefecture for code, row in vocabulary.municipalities.items() if row.name == "昭和村"}
    assert found == {"074462": "福島県", "104485": "群馬県"}

"""What a case does not say of its municipality comes from the list; what it says wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb_app.domain.case import CaseMunicipality

if TYPE_CHECKING:
    from kb_app.domain.vocabulary import Vocabulary


def test_a_code_brings_prefecture_reading_and_class(vocabulary: Vocabulary):
    found = vocabulary.completed(CaseMunicipality(name="湖西市", code="222216"))
    assert (found.prefecture, found.kana, found.class_id) == ("静岡県", "こさいし", "city")


def test_what_the_case_says_wins(vocabulary: Vocabulary):
    stated = CaseMunicipality(name="豊中市", code="272035", prefecture="大阪府", kana="とよなか", class_id="core")
    assert vocabulary.completed(stated) == stated


def test_an_unknown_code_adds_nothing(vocabulary: Vocabulary):
    stated = CaseMunicipality(name="架空市", code="999999")
    assert vocabulary.completed(stated) == stated


def test_a_population_gives_the_band(vocabulary: Vocabulary):
    assert vocabulary.completed(CaseMunicipality(population=58_000)).population_band == "50k_100k"


def test_the_band_of_a_case_counts_only_without_a_population(vocabulary: Vocabulary):
    assert vocabulary.completed(CaseMunicipality(population_band="lt5k")).population_band == "lt5k"
    assert (
        vocabulary.completed(CaseMunicipality(population=58_000, population_band="lt5k")).population_band == "50k_100k"
    )


def test_nobody_living_there_is_a_population_too(vocabulary: Vocabulary):
    assert vocabulary.completed(CaseMunicipality(population=0)).population_band == "lt5k"

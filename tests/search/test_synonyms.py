"""Words that stand for one another come from a file that an office may edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from kb_app.base.errors import KbError
from kb_app.base.paths import AppPaths
from kb_app.domain.folding import fold
from kb_app.search.synonyms import Synonyms, read_synonyms
from tests.case_files import write

if TYPE_CHECKING:
    from pathlib import Path

FILE = """
groups:
- {id: hanko, ja: 押印廃止, same: [脱ハンコ, ハンコレス], near: [電子決裁], yomi: [おういんはいし]}
- {id: approval, ja: 電子決裁, same: [電子決定], near: [押印廃止]}
okurigana:
- [手続, 手続き]
- [取組, 取り組み, 取組み]
variants:
- [スマホ, スマートフォン]
"""

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def synonyms(tmp_path: Path) -> Synonyms:
    return read_synonyms(write(tmp_path / "synonyms.yaml", FILE))


@pytest.mark.parametrize("word", ["押印廃止", "脱ハンコ", "ハンコレス"])
def test_every_word_of_a_group_stands_for_the_others(synonyms: Synonyms, word: str):
    assert set(synonyms.of(fold(word)).same) == {"押印廃止", "脱ハンコ", "ハンコレス"} - {word}


def test_related_words_are_kept_apart(synonyms: Synonyms):
    assert synonyms.of("押印廃止").near == ("電子決裁",)
    assert "押印廃止" not in synonyms.of("電子決裁").same


def test_a_reading_leads_to_the_words_and_is_none_of_them(synonyms: Synonyms):
    assert synonyms.of(fold("おういんはいし")).same == ("押印廃止", "脱ハンコ", "ハンコレス")
    assert "おういんはいし" not in synonyms.of("押印廃止").same


def test_variants_count_only_as_whole_words(synonyms: Synonyms):
    assert synonyms.of(fold("スマホ")).same == ("スマートフォン",)
    assert synonyms.of(fold("スマホ市役所")).same == ()


def test_okurigana_is_exchanged_inside_longer_words(synonyms: Synonyms):
    assert synonyms.respelled("行政手続") == ("行政手続き",)
    assert set(synonyms.respelled("手続きの取組")) == {
        f"{word}の{other}" for word in ("手続", "手続き") for other in ("取組", "取り組み", "取組み")
    } - {"手続きの取組"}


def test_a_word_without_variants_has_none(synonyms: Synonyms):
    assert synonyms.respelled("窓口") == ()
    assert (synonyms.of("窓口").same, synonyms.of("窓口").near) == ((), ())


def test_known_expressions_are_found_inside_a_sentence(synonyms: Synonyms):
    assert synonyms.known_in(fold("市の脱ハンコと電子決裁のこと")) == [fold("脱ハンコ"), "電子決裁"]
    assert synonyms.known_in("押印廃止") == []


@pytest.mark.parametrize(
    "content",
    ["", "groups: [", "groups: 3", "- a", "groups: []\nokurigana: []", "groups: [a]\nvariants: []\nokurigana: []"],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: str):
    with pytest.raises(KbError, match=r"synonyms\.yaml could not be read"):
        read_synonyms(write(tmp_path / "synonyms.yaml", content))


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(KbError, match=r"synonyms\.yaml could not be read"):
        read_synonyms(tmp_path / "synonyms.yaml")


def test_every_word_of_the_programs_own_file_leads_to_its_group(tmp_path: Path):
    place = AppPaths.under(tmp_path).resources_dir / "synonyms.yaml"
    synonyms = read_synonyms(place)
    for group in yaml.safe_load(place.read_text(encoding="utf-8"))["groups"]:
        words = {fold(str(word)) for word in (group["ja"], *group.get("same", ()))}
        for word in (*words, *map(fold, group.get("yomi", ()))):
            assert words - {word} <= {fold(other) for other in synonyms.of(word).same}


def test_synonyms_saved_in_another_code_page_are_named(tmp_path: Path):
    with pytest.raises(KbError, match=r"synonyms\.yaml"):
        read_synonyms(write(tmp_path / "synonyms.yaml", "groups: 同義語".encode("cp932")))

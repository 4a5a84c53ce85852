"""Text is cut into words whose keys say which of them are the same."""

from __future__ import annotations

import pytest

from kb_app.search.analyzer import Analyzer


@pytest.fixture(scope="module")
def analyzer() -> Analyzer:
    return Analyzer()


def keys(analyzer: Analyzer, text: str) -> list[str]:
    return [word.key for word in analyzer.content_words(text)]


@pytest.mark.parametrize(
    ("one", "other"), [("減らす", "減った"), ("減らして", "減る"), ("ｻｰﾊﾞｰ", "サーバー"), ("ＲＰＡ", "rpa")]
)
def test_forms_of_one_word_have_one_key(analyzer: Analyzer, one: str, other: str):
    assert keys(analyzer, one) == keys(analyzer, other) != []


def test_particles_and_endings_say_nothing_by_themselves(analyzer: Analyzer):
    words = list(analyzer.words("窓口の待ち時間を減らしたい"))
    assert {word.surface for word in words if not word.is_content} >= {"の", "を", "たい"}
    assert "窓口" in {word.surface for word in words if word.is_content}


def test_nouns_weigh_more_than_verbs(analyzer: Analyzer):
    weights = {word.surface: word.weight for word in analyzer.content_words("電話を減らす")}
    assert weights == {"電話": 1.0, "減らす": 0.5}


@pytest.mark.parametrize("text", ["", " ", "\u3000\n", "こと", "のため"])
def test_text_that_says_nothing_has_no_content_words(analyzer: Analyzer, text: str):
    assert keys(analyzer, text) == []


def test_a_word_that_comes_again_counts_once(analyzer: Analyzer):
    assert keys(analyzer, "窓口と窓口") == ["窓口"]


def test_a_text_longer_than_sudachi_reads_at_once_is_read_to_its_end(analyzer: Analyzer):
    # Given texts of more than 49,149 bytes, with and without an end of a sentence
    for filler in ("あいう。", "あいう"):
        text = filler * 20_000 + "押印廃止"
        # When they are cut into words, then nothing of them is lost and the last word is there
        words = [word.surface for word in analyzer.words(text)]
        assert "".join(words) == text
        assert words[-2:] == ["押印", "廃止"]

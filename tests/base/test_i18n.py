"""Texts come from a .po file; whatever it lacks is English."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb_app.base import i18n
from kb_app.base.i18n import _, pick
from tests.case_files import write

if TYPE_CHECKING:
    from pathlib import Path

CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Search"
msgstr "検索"

msgid "Empty"
msgstr ""

#, fuzzy
msgid "Doubtful"
msgstr "あやしい"

#~ msgid "Gone"
#~ msgstr "もうない"
"""

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def locales(tmp_path: Path) -> Path:
    write(tmp_path / "ja" / "kb_app.po", CATALOGUE)
    return tmp_path


def test_japanese_is_spoken_from_the_catalogue(locales: Path):
    i18n.install("ja", locales)
    assert (i18n.language(), _("Search")) == ("ja", "検索")


def test_unfinished_texts_stay_english(locales: Path):
    i18n.install("ja", locales)
    assert [_(text) for text in ("Empty", "Doubtful", "Gone", "Unknown")] == ["Empty", "Doubtful", "Gone", "Unknown"]


def test_changing_to_english_forgets_the_catalogue(locales: Path):
    i18n.install("ja", locales)
    i18n.install("en", locales)
    assert (i18n.language(), _("Search")) == ("en", "Search")


def test_an_unknown_language_is_english(locales: Path):
    i18n.install("ja", locales)
    i18n.install("tlh", locales)
    assert (i18n.language(), _("Search")) == ("en", "Search")


def test_a_missing_catalogue_leaves_english_texts(tmp_path: Path):
    i18n.install("ja", tmp_path)
    assert (i18n.language(), _("Search")) == ("ja", "Search")


@pytest.mark.parametrize("content", [b"no catalogue at all\n", CATALOGUE.encode("cp932")])
def test_a_catalogue_that_cannot_be_read_is_an_error_of_the_system(tmp_path: Path, content: bytes):
    # Given a catalogue with a slip in it, or one that a Windows editor saved in its own code page
    write(tmp_path / "ja" / "kb_app.po", content)
    # When it is installed, then the one kind of error comes out that bootstrap puts into words
    with pytest.raises(OSError, match=r"."):
        i18n.install("ja", tmp_path)


def test_pick_takes_the_wording_of_the_language_and_falls_back_to_japanese(locales: Path):
    assert (pick("段階", "Step"), pick("段階", "")) == ("Step", "段階")
    i18n.install("ja", locales)
    assert pick("段階", "Step") == "段階"

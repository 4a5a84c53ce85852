"""Any text shows the same after it was escaped."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from kb_app.formats.html import to_html, visible_text
from kb_app.formats.importers.plain_markdown import escaped, paragraphs

_PIECES = st.sampled_from(
    [
        *"#*_<>`[]()!|~=:-+.\\&;12 aあ\n",
        "\n\n",
        "　",
        "http://a.b",
        "&amp;",
        "---",
        "1. ",
        "<b>",
        "[^1]",
        "```",
        "~~~",
        "    ",
        "\t",
        "|-|",
        "a_b_c",
        "__x__",
        "===",
        "[a]: b",
    ]
)


@given(st.lists(_PIECES, max_size=20))
def test_nothing_is_lost_and_nothing_becomes_a_mark(pieces: list[str]):
    text = "".join(pieces)
    page = to_html(paragraphs(text))
    assert re.sub(r"\s", "", visible_text(page)) == re.sub(r"\s", "", text)
    assert not re.search(r"<(?!/?p>|br>|br />)", page)


def test_ordinary_words_stay_as_they_are():
    text = "R&D、file_name.txt、A-1（3 > 2）、C#、1.5倍"
    assert escaped(text) == text

"""The cases of a pack are checked as those of a shelf are, without a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb_app.formats.case_bytes import LARGEST_CASE
from kb_app.formats.library_pack.checking import LibraryCheck

if TYPE_CHECKING:
    from kb_app.bootstrap import App
    from kb_app.domain.vocabulary import Vocabulary

pytestmark = pytest.mark.usefixtures("english")

GOOD = "---\nschema: dx-case/1\nid: a\ntitle: あ\n---\n本文\n".encode()


@pytest.mark.parametrize(
    "data", [GOOD, b"", b"\x81", b"only text", b"---\nid: [\n---\n", "本文".encode("cp932"), bytes(LARGEST_CASE + 1)]
)
def test_the_findings_are_those_of_the_shelf(small_app: App, vocabulary: Vocabulary, data: bytes) -> None:
    # Given a file on the bundled shelf
    place = small_app.paths.bundled_dir / "z.md"
    place.write_bytes(data)
    with small_app.session() as session:
        shelf = next(report for report in session.library.checked() if report.path == "bundled/z.md")
    # When the same bytes are checked as a part of a pack
    check = LibraryCheck(vocabulary)
    check.look_at("z.md", data)
    # Then the findings are the same
    assert [problem for report in check.reports for problem in report.problems] == list(shelf.problems)


def test_the_second_file_of_an_id_is_named_with_the_first(vocabulary: Vocabulary) -> None:
    check = LibraryCheck(vocabulary)
    for path in ("x/one.md", "x/two.md", "y/three.md"):
        check.look_at(path, GOOD)
    assert check.repeated == (("x/one.md", "x/two.md"), ("x/one.md", "y/three.md"))
    assert "already belongs to x/one.md" in check.reports[-1].problems[-1].message

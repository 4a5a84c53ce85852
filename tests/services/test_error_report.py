from __future__ import annotations

from dataclasses import replace

import pytest

from kb_app import __version__
from kb_app.base.errors import KbError
from kb_app.domain.case import Case, Origin
from kb_app.domain.family import Family, Relative
from kb_app.domain.library import Document, Shelf
from kb_app.services.case_library import CasePage
from kb_app.services.error_report import error_report

pytestmark = pytest.mark.usefixtures("english")

BUNDLED = Document(Case("portal", "市民ポータル", updated="2026-11-23"), Shelf.BUNDLED, "municipalities/portal.md")
OWN = Document(Case("mine", "写し", derived_from=Origin("portal", "2026-11-23")), Shelf.OWN, "mine.md")


def test_it_has_all_that_whoever_mends_the_case_must_know():
    text = error_report(CasePage(BUNDLED, "", Family("portal"), edition="2026.11.28"), "位置を見られる\n除雪車は250台")
    for part in ("portal", "市民ポータル", "municipalities/portal.md", __version__, "2026-11-23", "2026.11.28"):
        assert part in text
    assert "> 位置を見られる\n> 除雪車は250台\n" in text
    assert text.splitlines()[-1] == "What is right, and where it stands:"


def test_without_a_passage_there_is_room_for_one():
    assert "(please write it here)" in error_report(CasePage(BUNDLED, ""))


def test_from_a_copy_it_is_about_the_original():
    family = Family("mine", Relative("portal", "市民ポータル", Shelf.BUNDLED))
    text = error_report(CasePage(OWN, "", family), "250台")
    assert "Id: portal" in text
    assert "copied from version 2026-11-23" in text
    assert "mine" not in text


@pytest.mark.parametrize("origin", [None, Relative("gone"), Relative("own", "自分の", Shelf.OWN)])
def test_there_is_none_about_an_own_case(origin: Relative | None):
    with pytest.raises(KbError, match="your own office"):
        error_report(CasePage(replace(OWN, path="a.md"), "", Family("mine", origin)))

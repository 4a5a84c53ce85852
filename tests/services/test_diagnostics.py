"""An installation is looked at without being changed."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from kb_app import __version__

if TYPE_CHECKING:
    from kb_app.bootstrap import App
    from kb_app.services.diagnostics import Check

pytestmark = pytest.mark.usefixtures("english")


def checks(app: App) -> dict[str, Check]:
    with app.session() as session:
        return {check.name: check for check in session.diagnostics.checks()}


def test_a_good_installation_has_nothing_to_complain_about(small_app: App):
    with small_app.session() as session:
        session.indexing.update()
    found = checks(small_app)
    assert [name for name, check in found.items() if not check.ok] == []
    assert __version__ in found["versions"].detail
    assert found["search index"].detail == "6 documents"
    assert found["data folder"].detail == str(small_app.paths.data_dir)


def test_a_missing_index_is_no_trouble_and_is_not_made(small_app: App):
    found = checks(small_app)
    assert found["search index"].ok
    assert "not made yet" in found["search index"].detail
    assert not small_app.paths.index_dir.exists()


def test_an_index_that_cannot_be_opened_is_named(small_app: App):
    small_app.paths.index_dir.mkdir(parents=True)
    (small_app.paths.index_dir / "manifest.json").write_text("{}", encoding="utf-8")
    found = checks(small_app)
    assert not found["search index"].ok
    assert "could not be opened" in found["search index"].detail


def test_a_missing_library_is_named(small_app: App):
    shutil.rmtree(small_app.paths.library_dir)
    assert not checks(small_app)["bundled library"].ok


def test_looking_leaves_nothing_behind(small_app: App):
    checks(small_app)
    before = sorted(place.name for place in small_app.paths.data_dir.iterdir())
    checks(small_app)
    assert sorted(place.name for place in small_app.paths.data_dir.iterdir()) == before
    assert ".write-test" not in before

from __future__ import annotations

from kb_app.domain.library import FileReport
from kb_app.domain.problem import error, warning
from kb_app.ui.dialogs.reports_dialog import Findings, findings, reports_html


def test_files_that_were_left_out_stand_apart_with_their_full_path(small_app, japanese):
    # Given a file that cannot be read, and one with a mistake in a field
    own = small_app.paths.own_cases_dir
    own.mkdir(parents=True)
    (own / "broken.md").touch()
    (own / "odd.md").write_text("---\ntitle: 題\nsteps: [nonsense]\n---\n本文\n", encoding="utf-8")
    # When the library is looked through
    with small_app.session() as session:
        found = findings(session.library, small_app.paths)
    # Then they are told apart, and can be found on the disk
    assert [path for path, _report in found.left_out] == [str(own / "broken.md")]
    assert str(own / "odd.md") in [path for path, _report in found.loaded]


def test_each_part_has_its_heading(japanese):
    html = reports_html(
        Findings(
            (("/a.md", FileReport("own/a.md", (error("x"),))),), (("/b.md", FileReport("own/b.md", (warning("y"),))),)
        )
    )
    places = [html.index(word) for word in ("読み込めなかったファイル", "/a.md", "確かめてほしいファイル", "/b.md")]
    assert places == sorted(places)


def test_nothing_found_is_said(japanese):
    assert "<h3>" not in reports_html(Findings())

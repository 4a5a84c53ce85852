from __future__ import annotations

from dataclasses import fields
from html import unescape

import pytest

from kb_app.domain.case import Case
from kb_app.domain.field_wording import field_words
from kb_app.domain.library import FileReport
from kb_app.domain.problem import error, warning
from kb_app.ui.dialogs.reports_dialog import Findings, findings, reports_html


def test_files_that_were_left_out_stand_apart(small_app, japanese):
    # Given a file that cannot be read, and one with a mistake in a field
    own = small_app.paths.own_cases_dir
    own.mkdir(parents=True)
    (own / "broken.md").touch()
    (own / "odd.md").write_text("---\ntitle: 題\nsteps: [nonsense]\n---\n本文\n", encoding="utf-8")
    # When the library is looked through
    with small_app.session() as session:
        found = findings(session.library, small_app.paths)
    # Then they are told apart, and it is said where they lie
    assert [report.path for report in found.left_out] == ["own/broken.md"]
    assert "own/odd.md" in [report.path for report in found.loaded]
    assert str(own) in unescape(reports_html(found))


def test_a_case_without_a_municipality_is_told_in_words_of_staff(small_app, japanese):
    # Given a case that an import wrote, in a folder of its own
    own = small_app.paths.own_cases_dir / "窓口"
    own.mkdir(parents=True)
    (own / "雨の日.md").write_text("---\ntitle: 雨の日\n---\n本文\n", encoding="utf-8")
    with small_app.session() as session:
        html = unescape(reports_html(findings(session.library, small_app.paths)))
    # Then the file stands below its folder, and the field has its Japanese name; the file's own words do not appear
    assert "<b>窓口/雨の日.md</b>" in html
    assert "<li>要修正　自治体：自治体名がありません。（2行目）</li>" in html
    assert "municipality" not in html
    assert "「編集…」" in html


def test_each_part_has_its_heading(japanese):
    html = reports_html(
        Findings((FileReport("own/a.md", (error("x"),)),), (FileReport("bundled/b.md", (warning("y"),)),))
    )
    places = [
        html.index(word) for word in ("読み込めなかったファイル", "a.md", "確かめてほしいファイル", "b.md（収録事例）")
    ]
    assert places == sorted(places)


def test_a_folder_out_of_reach_is_called_by_what_it_is(japanese):
    html = reports_html(Findings((FileReport("own/.", (error("届きません"),)),)))
    assert "<b>自分の事例のフォルダー</b>" in html


def test_nothing_found_is_said(japanese):
    assert "<h3>" not in reports_html(Findings())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("municipality", "自治体"),
        ("municipality.code", "自治体の団体コード"),
        ("outcomes[2].unit", "効果（2件目）の単位"),
        ("sources[1].published", "出典（1件目）の公開日"),
        ("lessons", "教訓"),
        ("note", "note"),
        ("period.mystery", "時期のmystery"),
    ],
)
def test_fields_are_called_as_the_form_calls_them_and_unknown_ones_as_they_were_written(japanese, name, words):
    assert field_words(name) == words


def test_every_field_of_a_case_has_a_name(japanese):
    names = {field.name for field in fields(Case)} - {"schema", "taxonomy_version"}
    assert [name for name in sorted(names) if field_words(name) == name] == []

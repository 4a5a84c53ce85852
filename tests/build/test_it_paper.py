"""The paper for the IT section and the parts list."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace

import pypdfium2
import pytest
from cyclonedx.output.json import JsonV1Dot6

import bundle_contents
import bundle_parts
import devtools_product as product
import it_paper
import notices
import sbom
from bundle_parts import CARRIED, COMPILED, DEBIAN, PACKAGE, PYTHON, Part
from devtools_papers import LINUX, WINDOWS, WINE
from devtools_steps import ROOT
from kb_app.base.paths import AppPaths
from pdf_pages import write_pdf

CLICK = next(row.version for row in notices.rows() if row.component == "click")
PARTS = [
    Part(PYTHON, "Python", "3.11.9", PYTHON, "PSF-2.0", "", needs=["python:Expat"]),
    Part("click", "click", CLICK, PACKAGE, "BSD-3-Clause", "", "pkg:pypi/click@1"),
    Part("python:Expat", "Expat", "2.6.4", CARRIED, "MIT", ""),
    Part("nh3:ammonia@4.1", "ammonia", "4.1", COMPILED, "MIT OR Apache-2.0", "", "pkg:cargo/ammonia@4.1"),
    Part("debian:zlib1g", "zlib1g", "1:1.2.13", DEBIAN, "see debian-copyright/zlib1g.txt", "libz.so.1"),
]


@pytest.fixture
def installer(tmp_path):
    file = tmp_path / "dx-casebook_9.9.9_amd64.deb"
    file.write_bytes(b"program")
    return file


def paper(files=(), system=LINUX, *, parts=PARTS, is_signed=False):
    return it_paper.filled(system, parts, list(files), is_signed=is_signed)


def test_the_paper_names_each_file_with_size_and_hash(installer):
    text = paper([installer])
    digest = hashlib.sha256(b"program").hexdigest()
    assert f"| {installer.name} | 1 kB |" in text
    assert digest[:32] in text
    assert digest[32:] in text
    assert not re.search(r"@[a-z_]+@", text)


def test_the_paper_says_whether_the_files_are_signed():
    assert it_paper.NOT_SIGNED in paper()
    signed = paper(is_signed=True)
    assert it_paper.SIGNED in signed
    assert it_paper.NOT_SIGNED not in signed


@pytest.mark.parametrize("system", [LINUX, WINDOWS, WINE])
def test_the_paper_says_of_which_system_its_figures_are(system):
    text = paper(system=system)
    assert f"（{'Linux' if system == LINUX else 'Windows'} 版）" in text
    assert f"`{product.SLUG}-{product.version()}-{system}.cdx.json`" in text
    assert ("Wine" in text) == (system == WINE)


def test_the_paper_names_everything_that_the_program_writes(tmp_path):
    paths = AppPaths.under(tmp_path)
    written = [paths.database, paths.kept_cases_dir, paths.unfinished_dir, paths.settings_file, paths.backups_dir]
    written += [paths.index_dir, paths.log_file.parent]
    text = paper()
    assert [place.name for place in written if f"`{place.name}`" not in text] == []


def test_the_paper_lists_what_is_in_the_folder_and_nothing_else():
    text = paper()
    assert f"| click | {CLICK} | BSD-3-Clause |" in text
    assert "| Python | 3.11.9 | PSF-2.0 |" in text
    assert "| Expat | 2.6.4 | MIT |" in text
    assert "zlib1g 1:1.2.13" in text
    assert "nh3 に組み込まれた Rust の部品 1 個" in text
    assert "| list of municipalities" in text
    assert "| polib |" not in text  # it is in the notices, and was not collected


@pytest.mark.parametrize(
    ("part", "why"),
    [
        (replace(PARTS[1], version="0.1"), f"click 0.1 ({CLICK})"),
        (replace(PARTS[1], ref="clack", name="clack"), "not named"),
        (replace(PARTS[2], name="libnobody"), "not named"),
    ],
)
def test_a_part_that_the_notices_leave_out_is_told(part, why):
    [told] = notices.unnamed([part, PARTS[0], PARTS[3], PARTS[4]])
    assert why in told


def test_the_notices_are_of_the_versions_that_are_installed_here():
    packages = bundle_parts.closure(bundle_contents.runtime_packages(ROOT / "pyproject.toml")) - {"pip"}
    parts = [bundle_parts.package_part(name, packages, []) for name in packages]
    assert len(parts) > 20
    assert notices.unnamed(parts) == []


def test_the_parts_list_has_what_is_in_the_folder_and_is_the_same_twice():
    first = JsonV1Dot6(sbom.parts_list(PARTS)).output_as_string()
    said = json.loads(first)
    components = {part["bom-ref"]: part for part in said["components"]}
    assert components.keys() == {part.ref for part in PARTS}
    assert components["debian:zlib1g"]["licenses"] == [{"license": {"name": "see debian-copyright/zlib1g.txt"}}]
    assert components["nh3:ammonia@4.1"]["licenses"] == [{"expression": "MIT OR Apache-2.0"}]
    needs = {one["ref"]: one.get("dependsOn", []) for one in said["dependencies"]}
    assert needs["python"] == ["python:Expat"]
    assert "python:Expat" not in needs[product.SLUG]
    assert first == JsonV1Dot6(sbom.parts_list(PARTS)).output_as_string()


@pytest.mark.usefixtures("qapp")
def test_the_pdf_is_a4_and_carries_its_text(tmp_path):
    pdf = tmp_path / "paper.pdf"
    write_pdf("# 導入のしおり\n\n| 項目 | 値 |\n|---|---|\n| 署名 | なし |\n" + "\n段落です。\n" * 200, "題", pdf)
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) > 1
        assert [round(side) for side in document[0].get_size()] == [595, 842]
        assert "導入のしおり" in document[0].get_textpage().get_text_range()
        assert f"2/{len(document)}" in "".join(document[1].get_textpage().get_text_range().split())


def page_texts(pdf):
    with pypdfium2.PdfDocument(pdf) as document:
        return ["".join(page.get_textpage().get_text_range().split()) for page in document]


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("lines", range(30, 60, 3))
def test_a_heading_stands_on_the_page_of_what_follows_it(tmp_path, lines):
    pdf = tmp_path / "paper.pdf"
    write_pdf("段落です。\n\n" * lines + "## 見出し\n\n### 小見出し\n\nその文です。\n", "題", pdf)
    [page] = [text for text in page_texts(pdf) if "見出し" in text]
    assert "見出し小見出しその文です。" in page


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("lines", range(5))
def test_no_row_of_a_table_lies_on_two_pages(tmp_path, lines):
    # Given a table of rows of three lines that goes over several pages, and text behind it
    pdf = tmp_path / "paper.pdf"
    rows = "".join(f"| 始{number}。<br>中<br>終{number}。 | 値 |\n" for number in range(60))
    write_pdf("段落です。\n\n" * lines + f"| 項目 | 値 |\n|---|---|\n{rows}\nあとの文です。\n", "題", pdf)
    # When it is read, Then each row is on one page, and nothing got lost
    texts = page_texts(pdf)
    assert len(texts) > 2
    assert [
        number for number in range(60) if not any(f"始{number}。" in t and f"終{number}。" in t for t in texts)
    ] == []
    assert "あとの文です。" in texts[-1]


@pytest.mark.usefixtures("qapp")
def test_names_can_be_found_and_copied_in_the_pdf(tmp_path):
    pdf = tmp_path / "paper.pdf"
    write_pdf("et_xmlfile、pypdfium2、`cffi`", "題", pdf)
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[0].get_textpage().get_text_range()
    assert [name for name in ("et_xmlfile", "pypdfium2", "cffi") if name not in text] == []


@pytest.mark.usefixtures("qapp")
def test_the_pdf_carries_the_date_of_what_was_built(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    pdf = tmp_path / "paper.pdf"
    write_pdf("文", "題", pdf)
    with pypdfium2.PdfDocument(pdf) as document:
        assert document.get_metadata_value("CreationDate") == "D:20260101000000Z"
    assert product.source_date_epoch() == 1767225600

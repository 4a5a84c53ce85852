"""The paper for the IT section and the parts list."""

from __future__ import annotations

import hashlib
import json
import re
from importlib import metadata

import pypdfium2
import pytest
from cyclonedx.output.json import JsonV1Dot6

import devtools_product as product
import it_paper
import sbom
from kb_app.base.paths import AppPaths
from pdf_pages import write_pdf


@pytest.fixture
def installer(tmp_path):
    file = tmp_path / "dx-casebook_9.9.9_amd64.deb"
    file.write_bytes(b"program")
    return file


def test_the_paper_names_each_file_with_size_and_hash(installer):
    text = it_paper.filled([installer], is_signed=False)
    digest = hashlib.sha256(b"program").hexdigest()
    assert installer.name in text
    assert digest[:32] in text
    assert digest[32:] in text
    assert not re.search(r"@[a-z_]+@", text)


def test_the_paper_says_whether_the_files_are_signed(installer):
    assert it_paper.NOT_SIGNED in it_paper.filled([installer], is_signed=False)
    signed = it_paper.filled([installer], is_signed=True)
    assert it_paper.SIGNED in signed
    assert it_paper.NOT_SIGNED not in signed


def test_the_paper_names_everything_that_the_program_writes(installer, tmp_path):
    paths = AppPaths.under(tmp_path)
    written = [paths.database, paths.kept_cases_dir, paths.unfinished_dir, paths.settings_file, paths.backups_dir]
    written += [paths.index_dir, paths.log_file.parent]
    text = it_paper.filled([installer], is_signed=False)
    assert [place.name for place in written if f"`{place.name}`" not in text] == []


def test_the_paper_names_every_package_of_the_parts_list(installer):
    text = it_paper.filled([installer], is_signed=False).lower().replace("-", "_")
    missing = [part.name for part in sbom.parts_list().components if part.name.lower().replace("-", "_") not in text]
    assert missing == []


def test_the_parts_list_has_what_is_installed_and_is_the_same_twice():
    first = JsonV1Dot6(sbom.parts_list()).output_as_string()
    parts = {part["name"]: part["version"] for part in json.loads(first)["components"]}
    assert parts["Whoosh-Reloaded"] == metadata.version("Whoosh-Reloaded")
    assert "pytest" not in parts
    assert first == JsonV1Dot6(sbom.parts_list()).output_as_string()


@pytest.mark.usefixtures("qapp")
def test_the_pdf_is_a4_and_carries_its_text(tmp_path):
    pdf = tmp_path / "paper.pdf"
    write_pdf("# 導入のしおり\n\n| 項目 | 値 |\n|---|---|\n| 署名 | なし |\n" + "\n段落です。\n" * 200, "題", pdf)
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) > 1
        assert [round(side) for side in document[0].get_size()] == [595, 842]
        assert "導入のしおり" in document[0].get_textpage().get_text_range()
        assert f"2/{len(document)}" in "".join(document[1].get_textpage().get_text_range().split())


@pytest.mark.usefixtures("qapp")
def test_the_pdf_carries_the_date_of_what_was_built(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    pdf = tmp_path / "paper.pdf"
    write_pdf("文", "題", pdf)
    with pypdfium2.PdfDocument(pdf) as document:
        assert document.get_metadata_value("CreationDate") == "D:20260101000000Z"
    assert product.source_date_epoch() == 1767225600

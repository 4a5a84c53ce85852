"""What the Linux packages are filled with."""

from __future__ import annotations

import configparser
import re
import xml.etree.ElementTree as ET

import pytest

import devtools_linux as linux
import devtools_product as product
import kb_app
from kb_app.cli.parser import verbs
from man_page import man_page


@pytest.mark.parametrize("template", sorted(path.name for path in linux.TEMPLATES.iterdir()))
def test_nothing_is_left_to_fill_in(template):
    text = linux.filled(template, architecture="amd64", libc="2.36", installed_size=1, program="dx-casebook")
    assert not re.search(r"@[a-z_]+@", text)
    assert text.endswith("\n")


def test_a_name_that_nobody_gave_is_an_error():
    with pytest.raises(KeyError, match="architecture"):
        linux.filled("control")


def test_the_version_is_that_of_the_program():
    assert product.version() == kb_app.__version__


def test_the_menu_entry_speaks_japanese_and_takes_files():
    entry = configparser.RawConfigParser()
    entry.read_string(linux.filled("dx-casebook.desktop", program="dx-casebook"))
    words = entry["Desktop Entry"]
    assert words["name[ja]"] == product.NAME
    assert words["Exec"] == "dx-casebook gui %F"
    # A kind that is named here may become ours by itself, and Markdown belongs to the editor that the person chose.
    assert "text/markdown" not in words["MimeType"].split(";")


def test_the_kind_of_file_in_the_menu_entry_is_the_one_that_is_declared():
    [declared] = (kind.attrib["type"] for kind in ET.fromstring(linux.filled("dx-casebook.xml")))
    assert f"MimeType={declared};" in linux.filled("dx-casebook.desktop", program="x")


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.usefixtures("english")
def test_the_manual_page_names_every_verb(language):
    page = man_page(language)
    assert all(f".B {verb.name}".replace("-", "\\-") in page for verb in verbs())
    assert product.version() in page


def test_the_date_of_what_is_built_can_be_given(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "12")
    assert product.source_date_epoch() == 12

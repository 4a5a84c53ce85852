"""What the Linux packages are filled with."""

from __future__ import annotations

import configparser
import gzip
import io
import re
import shutil
import subprocess
import sys
import tarfile
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

import devtools_linux as linux
import devtools_product as product
import kb_app
from kb_app.cli.parser import verbs
from man_page import man_page


@pytest.fixture
def bundle(tmp_path, monkeypatch) -> Path:
    """A small program folder, of which packages are made beside it."""
    folder: Path = tmp_path / "bundle"
    (folder / "_internal").mkdir(parents=True)
    for program in (product.CONSOLE, product.WINDOWED):
        (folder / program).write_bytes(b"")
        (folder / program).chmod(0o755)
    for name in ("WORK", "DIST"):
        monkeypatch.setattr(linux, name, tmp_path / name)
        (tmp_path / name).mkdir()
    return folder


def content(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(name)
    assert file is not None
    return file.read()


@pytest.mark.skipif(sys.platform != "linux", reason="packages for Linux")
def test_whoever_unpacks_the_archive_is_told_what_it_is(bundle):
    with tarfile.open(linux.tar_gz(bundle)) as archive:
        [name] = [name for name in archive.getnames() if name.endswith("/README.txt")]
        words = content(archive, name).decode("utf-8")
    assert words.startswith(f"{product.NAME}（{product.ENGLISH_NAME}）{product.version()}")
    # Japanese and then English say the same: start, menu, update, removal, data
    japanese, english = words.split("-" * 70)
    for needed in ("install-for-me.sh", "--remove", f"./{product.WINDOWED}", f"~/.local/share/{product.SLUG}"):
        assert needed in japanese
        assert needed in english
    assert max(map(len, english.splitlines())) <= 80


@pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="packages for Debian")
def test_every_command_of_the_debian_package_has_a_manual_page_in_both_languages(bundle):
    done = subprocess.run(["dpkg-deb", "--fsys-tarfile", linux.deb(bundle)], capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as files:
        names = {name.removeprefix("./usr/") for name in files.getnames()}
        commands = [name.removeprefix("bin/") for name in names if name.startswith("bin/")]
        for page in (f"share/man/{place}/{command}.1.gz" for command in commands for place in ("man1", "ja/man1")):
            assert page in names
            text = gzip.decompress(content(files, f"./usr/{page}")).decode("utf-8")
            assert text.startswith(".TH ")
            assert all(command.replace("-", "\\-") in text.splitlines()[2] for command in commands)
        changes = content(files, f"./usr/share/doc/{product.SLUG}/changelog.gz")
    assert sorted(commands) == ["dx-casebook", "kb-app"]
    # As gzip -n -9 writes it: no name and no time of the file, and the most that can be saved
    assert (changes[3], changes[4:8], changes[8]) == (0, bytes(4), 2)
    assert gzip.decompress(changes).decode().startswith(f"{product.SLUG} ({product.version()}) unstable; urgency=")


@pytest.mark.parametrize("template", sorted(path.name for path in linux.TEMPLATES.iterdir()))
def test_nothing_is_left_to_fill_in(template):
    more = {"architecture": "amd64", "libc": "2.36", "installed_size": 1, "program": "dx-casebook"}
    text = linux.filled(template, **more, date="Thu, 01 Jan 2026 00:00:00 +0000")
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

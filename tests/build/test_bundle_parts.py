"""Whose the files of a program folder are."""

from __future__ import annotations

import sqlite3
import sys
import sysconfig
from importlib import metadata
from pathlib import Path

import click
import pytest
import yaml

import bundle_debian
import bundle_parts
from bundle_parts import COMPILED, UnknownOriginError, parts_of
from devtools_steps import ROOT


def module(place, file):
    return (place, str(file), "PYMODULE")


def imports_nothing(_library):
    return []


@pytest.fixture
def of_python():
    return module("json", Path(sysconfig.get_path("stdlib"), "json", "__init__.py"))


@pytest.fixture
def of_click():
    return module("click", click.__file__)


def by_ref(entries, wanted, imports_of=imports_nothing):
    return {part.ref: part for part in parts_of(entries, wanted, imports_of)}


def test_files_are_listed_as_the_packages_that_they_are_of(of_python, of_click):
    parts = by_ref([of_python, of_click], ["click"])
    assert parts["click"].version == metadata.version("click")
    assert parts["click"].purl == f"pkg:pypi/click@{metadata.version('click')}"
    assert parts["python"].version == ".".join(map(str, sys.version_info[:3]))
    assert "pyinstaller" in parts  # the executables begin with a part of it


def test_a_package_that_is_only_installed_is_not_listed(of_click):
    assert "polib" not in by_ref([of_click], ["click", "polib"])


def test_a_package_that_nobody_asks_for_stops_the_build(of_click):
    with pytest.raises(UnknownOriginError, match="click"):
        by_ref([of_click], ["polib"])


def test_a_library_of_nobody_stops_the_build(tmp_path):
    library = tmp_path / "libstray.so.1"
    library.write_bytes(b"")
    with pytest.raises(UnknownOriginError, match="libstray"):
        by_ref([("libstray.so.1", str(library), "BINARY")], [])


def test_our_own_files_are_no_part():
    assert by_ref([module("kb_app", ROOT / "kb_app" / "__init__.py")], []).keys() == by_ref([], []).keys()


def test_what_a_package_brings_along_is_listed_under_it():
    files = [module("yaml", yaml.__file__), module("nh3", metadata.distribution("nh3").locate_file("nh3/__init__.py"))]
    parts = by_ref(files, ["PyYAML", "nh3"])
    assert "pyyaml:libyaml" in parts["pyyaml"].needs
    assert parts["pyyaml:libyaml"].version
    compiled = [part for part in parts.values() if part.kind == COMPILED]
    assert "ammonia" in {part.name for part in compiled}
    assert not [part.purl for part in compiled if "file:" in part.purl]


def test_a_library_inside_python_is_listed_unless_the_systems_is_used(tmp_path):
    # Given a module of Python that asks for the library of SQLite, which is one of Debian's packages or of none
    extension = ("_sqlite3", str(Path(sysconfig.get_path("stdlib"), "lib-dynload", "_sqlite3.so")), "EXTENSION")
    parts = by_ref([extension], [], lambda _library: ["/somewhere/libsqlite3.so.0"])
    # Then it counts as Python's own where it was not collected from the system
    assert parts["python:SQLite"].version == sqlite3.sqlite_version
    assert "python:SQLite" in parts["python"].needs


@pytest.mark.skipif(not Path("/var/lib/dpkg/status").exists(), reason="asks for Debian's packages")
def test_debians_libraries_are_listed_with_version_and_copyright():
    # Given the C library, which every Debian has, under the name that it has for the loader
    library = next(Path("/usr/lib").glob("*/libc.so.6"))
    entries = [("libc.so.6", f"/lib/{library.parent.name}/libc.so.6", "BINARY")]
    part = by_ref(entries, [])["debian:libc6"]
    assert part.version == bundle_debian.version_of("libc6")
    assert part.summary == "libc.so.6"
    [(place, source, kind)] = bundle_debian.copyrights(["libc6"])
    assert (place, kind) == (part.licence.removeprefix("see "), "DATA")
    assert Path(source).is_file()


def test_a_debian_package_without_copyright_file_stops_the_build():
    with pytest.raises(FileNotFoundError, match="reinstall"):
        bundle_debian.copyright_of("no-such-package")


def test_the_list_reads_back_as_it_was_written(tmp_path, of_click):
    parts = parts_of([of_click], ["click"], imports_nothing)
    (tmp_path / "_internal").mkdir()
    (tmp_path / "_internal" / bundle_parts.FILE_NAME).write_text(bundle_parts.as_json(parts), encoding="utf-8")
    assert bundle_parts.read(tmp_path) == parts

"""Every text of the program is there in Japanese, with the same places to fill in."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import polib
import pytest

from kb_app.base.paths import AppPaths

PACKAGE = Path(__file__).parents[2] / "kb_app"
CATALOGUE = polib.pofile(str(AppPaths.under(Path()).locales_dir / "ja" / "kb_app.po"), encoding="utf-8")


def texts():
    """Every text given to `_`, with where it stands."""
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                yield node, f"{file.relative_to(PACKAGE)}:{node.lineno}"


def places(text):
    return sorted({name for _before, name, _spec, _conversion in string.Formatter().parse(text) if name is not None})


def test_every_text_is_a_plain_string():
    # A text that is put together cannot be found by a translator.
    assert [where for node, where in texts() if len(node.args) != 1 or not isinstance(node.args[0], ast.Constant)] == []


def test_every_text_is_translated():
    known = {entry.msgid for entry in CATALOGUE if entry.msgstr and not entry.fuzzy and not entry.obsolete}
    assert {node.args[0].value: where for node, where in texts() if node.args[0].value not in known} == {}


def test_nothing_is_translated_that_nobody_says():
    said = {node.args[0].value for node, _where in texts()}
    assert [entry.msgid for entry in CATALOGUE if entry.msgid not in said] == []


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry.msgid[:30])
def test_the_places_to_fill_in_are_the_same(entry):
    assert places(entry.msgid) == places(entry.msgstr)


def test_every_mnemonic_has_its_letter_in_both_languages():
    for entry in CATALOGUE:
        assert ("&" in entry.msgid) == ("&" in entry.msgstr), entry.msgid

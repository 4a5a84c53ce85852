"""Answers on standard output, messages on standard error, whatever the console can show."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

from kb_app.cli.output import Output

if TYPE_CHECKING:
    import pytest


def test_exactly_one_json_document_or_lines(capsys: pytest.CaptureFixture[str]):
    Output(as_json=True).answer({"title": "窓口"}, ["a line"])
    assert json.loads(capsys.readouterr().out) == {"title": "窓口"}
    Output(as_json=False).answer({"title": "窓口"}, ["一", "二"])
    assert capsys.readouterr().out == "一\n二\n"


def test_messages_never_mix_with_answers(capsys: pytest.CaptureFixture[str]):
    Output(as_json=True).message("indexing")
    assert capsys.readouterr() == ("", "indexing\n")


def test_a_console_of_another_code_page_gets_utf8(monkeypatch: pytest.MonkeyPatch):
    # Given a console of code page 932, and a title with a character that it lacks
    stream = io.TextIOWrapper(io.BytesIO(), encoding="cp932", newline="\n")
    monkeypatch.setattr(sys, "stdout", stream)
    # When the title is printed
    Output(as_json=True).json_line({"title": "𠮷野家 \U0001f600"})
    # Then it is UTF-8 JSON on one line
    written = stream.buffer.getvalue()
    assert json.loads(written.decode("utf-8")) == {"title": "𠮷野家 \U0001f600"}
    assert written.count(b"\n") == 1

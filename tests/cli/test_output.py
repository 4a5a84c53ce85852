"""Answers on standard output, messages on standard error, whatever the console can show."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

from kb_app.cli.output import Output
from kb_app.cli.parser import main

if TYPE_CHECKING:
    from pathlib import Path

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


def test_without_a_console_nothing_is_printed_and_trouble_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given the windowed program of Windows, which has neither stdout nor stderr, and a data folder that is a file
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    shown: list[str] = []
    monkeypatch.setattr("kb_app.ui.application.show_trouble", shown.append)
    place = tmp_path / "file"
    place.write_text("", encoding="utf-8")
    # When it runs into trouble
    code = main(["--data-dir", str(place), "search", "窓口"])
    # Then it says so in a box and not by a crash
    assert code == 1
    assert len(shown) == 1

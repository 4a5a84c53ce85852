"""The log goes to its file, or nowhere."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from kb_app.base import logs
from tests.case_files import write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def root_logger() -> Iterator[logging.Logger]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield root
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def test_a_message_is_written_with_its_origin(tmp_path: Path):
    place = tmp_path / "logs" / "kb-app.log"
    logs.install(place)
    logging.getLogger("kb_app.search").warning("索引を作り直す")
    assert "WARNING kb_app.search: 索引を作り直す" in place.read_text(encoding="utf-8")


def test_details_are_written_only_when_asked_for(tmp_path: Path, root_logger: logging.Logger):
    logs.install(tmp_path / "quiet.log")
    assert root_logger.level == logging.INFO
    logs.install(tmp_path / "loud.log", verbose=True)
    assert root_logger.level == logging.DEBUG


def test_where_no_folder_can_be_made_the_program_goes_on_without_a_log(tmp_path: Path):
    write(tmp_path / "logs", "a file where the folder should be")
    logs.install(tmp_path / "logs" / "kb-app.log")
    logging.getLogger("kb_app").warning("nobody hears this")
    assert [place.name for place in tmp_path.iterdir()] == ["logs"]


def test_a_full_file_that_another_window_keeps_open_is_gone_on_with(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    # Given a log that is full, and a system that does not let it be renamed (Windows, while a second window logs too)
    def refuse(_self: logs._LogFile, _source: str, _target: str) -> None:
        raise PermissionError("in use")

    monkeypatch.setattr("kb_app.base.logs._MAX_BYTES", 100)
    monkeypatch.setattr(logs._LogFile, "rotate", refuse)
    place = tmp_path / "kb-app.log"
    logs.install(place)
    # When more is written, then no line is lost
    for number in range(5):
        logging.getLogger("kb_app").warning("line %s %s", number, "x" * 40)
    assert [f"line {number}" in place.read_text(encoding="utf-8") for number in range(5)] == [True] * 5
    assert capsys.readouterr().err == ""


def test_a_file_that_cannot_be_written_costs_the_lines_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    place = tmp_path / "kb-app.log"
    place.mkdir()
    logs.install(place)
    logging.getLogger("kb_app").warning("nobody hears this")
    assert capsys.readouterr().err == ""

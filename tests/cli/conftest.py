"""The command line run inside the tests' own process."""

from __future__ import annotations

import io
import json
import logging
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from kb_app.cli.parser import main

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kb_app.bootstrap import App


@dataclass(frozen=True)
class Answer:
    """What one command line came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output; anything beside it fails."""
        return json.loads(self.out)


@pytest.fixture(autouse=True)
def logs_end_with_the_test() -> Iterator[None]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, english: None) -> Callable[..., Answer]:
    """Runs a command line; `typed` is its standard input."""

    def command(*words: str | Path, typed: str = "") -> Answer:
        capsys.readouterr()
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        try:
            code = main([str(word) for word in words])
        except SystemExit as leaving:
            code = int(leaving.code or 0)
        found = capsys.readouterr()
        return Answer(code, found.out, found.err)

    return command


@pytest.fixture
def look(run: Callable[..., Answer], library_app: App) -> Callable[..., Answer]:
    """Runs a command line, in English, on the bundled library that is indexed once."""

    def command(*words: str | Path, typed: str = "") -> Answer:
        return run("--data-dir", library_app.paths.data_dir, "--lang", "en", *words, typed=typed)

    return command

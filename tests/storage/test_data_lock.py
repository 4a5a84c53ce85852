"""Who uses the data keeps away who replaces it, and the other way round."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from kb_app.base.errors import KbError
from kb_app.storage.data_lock import alone, share

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("english")


def test_many_share_it_and_keep_out_who_wants_it_alone(tmp_path: Path):
    first, second = share(tmp_path / "data.lock"), share(tmp_path / "data.lock")
    assert first.is_held
    assert second.is_held
    first.release()
    with pytest.raises(KbError, match="still using it"), alone(tmp_path / "data.lock"):
        pytest.fail("it is shared")
    second.release()
    with alone(tmp_path / "data.lock"):
        pass


def test_who_holds_it_alone_keeps_the_others_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kb_app.storage.data_lock._PATIENCE_SECONDS", 0.1)
    with alone(tmp_path / "data.lock"):
        with pytest.raises(KbError, match="just being restored"):
            share(tmp_path / "data.lock")
        with pytest.raises(KbError, match="still using it"), alone(tmp_path / "data.lock", 0.1):
            pytest.fail("it is held")
    assert share(tmp_path / "data.lock").is_held


@pytest.mark.skipif(sys.platform == "win32", reason="a folder has no such right there")
@pytest.mark.usefixtures("ordinary_user")
def test_where_nothing_can_be_written_nobody_can_replace_the_data_either(tmp_path: Path):
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(0o500)
    assert not share(folder / "data.lock").is_held
    with pytest.raises(KbError, match="no right"), alone(folder / "data.lock"):
        pytest.fail("nothing can be written there")
    folder.chmod(0o700)

"""What was taken in is remembered in order."""

from __future__ import annotations

from pathlib import Path

from kb_app.storage.database import open_database
from kb_app.storage.import_log import ImportedItem, ImportLog


def test_items_of_an_import_are_there_the_next_time(tmp_path: Path):
    # GIVEN two imports with what they wrote, one path twice
    database = open_database(tmp_path / "casebook.db")
    log = ImportLog(database)
    first, second = log.begin("一回目"), log.begin("二回目")
    item = ImportedItem("case/a", "a.md", "aaaa", "", "資料/a.docx")
    log.note(first, [item, ImportedItem("note/n", "", "", "", "n.md")])
    log.note(second, [ImportedItem("case/a", "a.md", "bbbb", "old", "資料/a.docx")])
    log.mark_undone(second)
    database.close()
    # WHEN the database is opened again THEN everything is told as it was noted
    again = ImportLog(open_database(tmp_path / "casebook.db"))
    assert again.items(first)[0] == item
    assert [one.subject for one in again.items(first)] == ["case/a", "note/n"]
    assert again.written() == {"a.md": "aaaa"}  # the second was taken back
    assert [(one.label, one.is_undone) for one in again.recent(10)] == [("二回目", True), ("一回目", False)]
    assert again.items("nowhere") == ()
    # and what could not be written is forgotten
    again.forget(first, item)
    assert [one.subject for one in again.items(first)] == ["note/n"]
    assert again.written() == {}

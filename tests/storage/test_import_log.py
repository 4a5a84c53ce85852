"""What was taken in is remembered in order."""

from __future__ import annotations

from pathlib import Path

from kb_app.storage.database import open_database
from kb_app.storage.import_log import ImportedItem, ImportLog, Made, SourceFile


def test_items_of_an_import_are_there_the_next_time(tmp_path: Path):
    # GIVEN two imports with what they wrote, one path twice
    database = open_database(tmp_path / "casebook.db")
    log = ImportLog(database)
    first, second = log.begin("一回目"), log.begin("二回目")
    item = ImportedItem(
        "case/a", "a.md", "aaaa", "", SourceFile("資料/a.docx", "/share/資料/a.docx", "dd", False, ("title",))
    )
    log.note(first, [item, ImportedItem("note/n", "", "", "", SourceFile("n.md"))])
    log.note(
        second, [ImportedItem("case/a", "a.md", "bbbb", "old", SourceFile("資料/a.docx", "/share/資料/a.docx", "ee"))]
    )
    log.mark_undone(second)
    database.close()
    # WHEN the database is opened again THEN everything is told as it was noted
    again = ImportLog(open_database(tmp_path / "casebook.db"))
    assert again.items(first)[0] == item
    assert [one.subject for one in again.items(first)] == ["case/a", "note/n"]
    assert again.written() == {"a.md": "aaaa"}  # the second was taken back
    assert again.made() == (Made("a", item.source),)
    assert [(one.label, one.is_undone) for one in again.recent(10)] == [("二回目", True), ("一回目", False)]
    assert again.items("nowhere") == ()
    # and what could not be written is forgotten
    again.forget(first, item)
    assert [one.subject for one in again.items(first)] == ["note/n"]
    assert again.written() == {}

"""Previews of imports without files."""

from __future__ import annotations

from kb_app.domain.case import Case, CaseMunicipality
from kb_app.domain.imported import ImportedCase
from kb_app.domain.note import Note, Visibility
from kb_app.domain.transfer import (
    CaseItem,
    Fate,
    FileOrigin,
    ImportPreview,
    ImportSummary,
    NoteItem,
    Skipped,
    UndoSummary,
)

GUESSED = frozenset({"title", "municipality", "priority_areas"})


def case_item(number=0, fate=Fate.NEW, guessed=GUESSED, **fields):
    case = Case(
        f"import-{number:04}",
        fields.pop("title", f"窓口の例{number}"),
        municipality=fields.pop(
            "municipality", CaseMunicipality("仙台市", "041009", "宮城県", "せんだいし", "designated")
        ),
        body=fields.pop("body", f"# 窓口の例{number}\n\n待ち時間が減った。"),
        **{"steps": ("mindset",), "priority_areas": ("ai_rpa",), **fields},
    )
    remarks = ("画像を取り込めませんでした",) if number == 1 else ()
    return CaseItem(
        FileOrigin(f"例{number:04}.md", f"digest{number}"), ImportedCase(case, guessed, remarks=remarks), fate
    )


def note_item(fate=Fate.NEW):
    note = Note("note-1", "", "来年度に確かめること", Visibility.PRIVATE, "", "", "", "", 0)
    return NoteItem(FileOrigin("メモ.md", "digest-note"), note, fate)


def preview():
    fates = (Fate.NEW, Fate.NEW, Fate.UPDATED, Fate.SAME, Fate.CONFLICT)
    skipped = (
        Skipped("絵だけ.pdf", "文字が入っていません"),
        Skipped("古い.txt", "文字コードが分かりません", needs_encoding=True),
    )
    return ImportPreview(tuple(case_item(number, fate) for number, fate in enumerate(fates)), (note_item(),), skipped)


class FakeImporting:
    """Stands for the service: gives a preview, and notes what it was asked."""

    def __init__(self, shown=None):
        self.shown = shown or preview()
        self.applied = []
        self.encodings = []
        self.places = []
        self.undone = []
        self.wait = None

    def preview(self, places, report, said=None):
        self.places.append(tuple(places))
        self.encodings.append({name: one.encoding for name, one in (said or {}).items()})
        if self.wait is not None:
            self.wait(report)
        return self.shown

    def apply(self, preview, conflicts, label, report):
        self.applied.append((preview, conflicts, label))
        if self.wait is not None:
            self.wait(report)
        counts = dict.fromkeys(Fate, 0) | {Fate.NEW: len(preview.cases) + len(preview.notes)}
        return ImportSummary("import-1", counts, preview.skipped, (Skipped("例0001.md", "ディスクがいっぱいです"),))

    def undo(self, import_id):
        self.undone.append(import_id)
        return UndoSummary(2, ("own/例0000.md",))

"""Notes as files: what is written reads back as the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kb_app.domain.characters import kept_text
from kb_app.domain.note import Note, Visibility
from kb_app.formats.note_file import read_note, render_note

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300).map(kept_text)
_LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30).map(kept_text)


@given(
    text=_TEXTS | st.sampled_from(["", "---\n", "\n---\n本文", "か\u3099\n👩‍👩‍👧", "---"]),
    document=_LINES,
    author=_LINES | st.sampled_from(["yes", "~", "null", "2020-01-01", "'", '"', "# x", "a: b"]),
    section=_LINES,
    visibility=st.sampled_from(Visibility),
)
def test_a_note_reads_back_as_it_was(text: str, document: str, author: str, section: str, visibility: Visibility):
    # GIVEN any note WHEN its file is written and read THEN everything is the same, to the last line end
    note = Note(
        "n1",
        document,
        text,
        visibility,
        author,
        section,
        "2026-01-02T03:04:05.678+00:00",
        "2026-02-03T00:00:00.000+00:00",
        4,
    )
    found = read_note(render_note(note))
    assert found is not None
    for name in ("id", "document", "text", "visibility", "author", "section", "created_at", "updated_at"):
        assert getattr(found, name) == getattr(note, name)


def test_other_files_are_no_notes():
    # GIVEN files of other kinds WHEN they are read as notes THEN they are none
    for text in (
        "",
        "本文",
        "---\ntitle: x\n---\n本文",
        "---\n- a\n---\n",
        "---\nschema: dx-note/2\n---\n",
        "---\n: :\n---",
    ):
        assert read_note(text) is None


def test_an_unknown_visibility_is_private():
    # GIVEN a file with a word for the visibility that is none WHEN it is read THEN nobody else may see it
    found = read_note("---\nschema: dx-note/1\nvisibility: everybody\n---\n本文")
    assert found is not None
    assert found.visibility is Visibility.PRIVATE

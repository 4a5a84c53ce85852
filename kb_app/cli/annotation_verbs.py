"""Verbs for what staff add: note, tag, classify, status."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.cli.axes import add_axis_options, checked_values
from kb_app.domain import wording
from kb_app.domain.annotation import CLASSIFIED_AXES, Status
from kb_app.domain.characters import whole_characters
from kb_app.domain.note import Note, Visibility
from kb_app.domain.query import FilterAxis
from kb_app.domain.taxonomy import Axis

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session
    from kb_app.cli.output import Output
    from kb_app.domain.annotation import Annotations

_ON_ITS_OWN = "-"
_Answer = tuple[object, list[str]]
_Act = Callable[["Session", "Namespace"], _Answer]


def add_note(parser: ArgumentParser) -> None:
    """Declare `note add|list|show|delete`."""
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    add = _act(acts, "add", _("keep a new note"), _add_note)
    add.add_argument("id", type=whole_characters, metavar="ID", help=_("the id of a document; - for a note on its own"))
    add.add_argument("text", metavar="TEXT", help=_("the text, Markdown; - reads it from standard input"))
    add.add_argument(
        "--visibility",
        choices=[str(value) for value in Visibility],
        default=str(Visibility.PRIVATE),
        help=_("whom it is for"),
    )
    listed = _act(acts, "list", _("list notes, the last changed first"), _list_notes)
    listed.add_argument(
        "id",
        type=whole_characters,
        nargs="?",
        metavar="ID",
        help=_("only those on one document; - for those on their own"),
    )
    listed.add_argument("--deleted", action="store_true", help=_("what lies in the wastebasket"))
    show = _act(acts, "show", _("print one note"), _show_note)
    show.add_argument("uuid", type=whole_characters, metavar="UUID", help=_("the id of a note"))
    delete = _act(acts, "delete", _("put a note into the wastebasket"), _delete_note)
    delete.add_argument("uuid", type=whole_characters, metavar="UUID", help=_("the id of a note"))
    back = _act(acts, "restore", _("take a note out of the wastebasket"), _restore_note)
    back.add_argument("uuid", type=whole_characters, metavar="UUID", help=_("the id of a note"))


def add_tag(parser: ArgumentParser) -> None:
    """Declare `tag add|remove|list|rename|merge|delete`."""
    acts = parser.add_subparsers(dest="act", metavar="ACT", required=True)
    for name, about, run in (
        ("add", _("put tags on a document"), _add_tags),
        ("remove", _("take tags off a document"), _remove_tags),
    ):
        one = _act(acts, name, about, run)
        one.add_argument("id", type=whole_characters, metavar="ID", help=_("the id of a document"))
        one.add_argument("names", type=whole_characters, nargs="+", metavar="NAME")
    _act(acts, "list", _("list your tags with the number of their documents"), _list_tags)
    rename = _act(acts, "rename", _("give a tag another name"), _rename_tag)
    merge = _act(acts, "merge", _("make one tag of two"), _merge_tags)
    for one, first, second in ((rename, "OLD", "NEW"), (merge, "A", "B")):
        one.add_argument("old", type=whole_characters, metavar=first)
        one.add_argument("new", type=whole_characters, metavar=second)
    delete = _act(acts, "delete", _("take a tag off all documents"), _delete_tag)
    delete.add_argument("old", type=whole_characters, metavar="NAME")


def add_classify(parser: ArgumentParser) -> None:
    """Declare `classify`."""
    parser.add_argument("id", type=whole_characters, metavar="ID", help=_("the id of a document"))
    add_axis_options(parser, "", _("put it on the document"))
    add_axis_options(parser, "not-", _("take it off the document"))
    parser.add_argument(
        "--clear",
        action="append",
        default=[],
        choices=[str(axis) for axis in CLASSIFIED_AXES],
        metavar="AXIS",
        help=_("let what the file says hold again for an axis"),
    )
    parser.set_defaults(act_run=_classify)


def add_status(parser: ArgumentParser) -> None:
    """Declare `status`."""
    parser.add_argument("id", type=whole_characters, metavar="ID", help=_("the id of a document"))
    parser.add_argument("status", nargs="?", choices=[str(status) for status in Status])
    star = parser.add_mutually_exclusive_group()
    star.add_argument("--star", dest="star", action="store_true", default=None, help=_("put a star on it"))
    star.add_argument("--no-star", dest="star", action="store_false", help=_("take the star off it"))
    parser.set_defaults(act_run=_status)


def run(app: App, arguments: Namespace, output: Output) -> int:
    """Do what the verb's act is, and print what came of it."""
    arguments.taxonomy = app.taxonomy
    act: _Act = arguments.act_run
    with app.session() as session:
        document, lines = act(session, arguments)
    output.answer(document, lines)
    return 0


def _act(acts: Any, name: str, about: str, act: _Act) -> ArgumentParser:
    parser: ArgumentParser = acts.add_parser(name, help=about, description=about)
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS)
    parser.set_defaults(act_run=act)
    return parser


def _add_note(session: Session, arguments: Namespace) -> _Answer:
    document = "" if arguments.id == _ON_ITS_OWN else _known(session, arguments.id)
    text = _standard_input() if arguments.text == _ON_ITS_OWN else arguments.text
    if not text.strip():
        raise KbError(_("The note could not be saved."), _("it has no text"), _("Give the text after the id."))
    return _one_note(session.notes.add(document, text, Visibility(arguments.visibility)))


def _list_notes(session: Session, arguments: Namespace) -> _Answer:
    notes = session.notes.deleted() if arguments.deleted else session.notes.every()
    if arguments.id is not None:
        wanted = "" if arguments.id == _ON_ITS_OWN else arguments.id
        members = {wanted, *session.library.family(wanted).others}
        notes = tuple(note for note in notes if note.document in members)
    lines = [f"{note.id}\t{note.document or _ON_ITS_OWN}\t{_local(note.updated_at)}\t{note.title}" for note in notes]
    return [note_document(note) for note in notes], lines


def _show_note(session: Session, arguments: Namespace) -> _Answer:
    return _one_note(session.notes.note(arguments.uuid))


def _delete_note(session: Session, arguments: Namespace) -> _Answer:
    session.notes.delete(arguments.uuid)
    return _one_note(session.notes.note(arguments.uuid))


def _restore_note(session: Session, arguments: Namespace) -> _Answer:
    session.notes.take_back(arguments.uuid)
    return _one_note(session.notes.note(arguments.uuid))


def _one_note(note: Note) -> _Answer:
    head = [
        f"{note.id}  {note.document or _ON_ITS_OWN}",
        wording.visibility_label(note.visibility),
        _local(note.updated_at),
    ]
    if note.is_deleted:
        head.append(_("in the wastebasket"))
    return note_document(note), [*head, "", *note.text.splitlines()]


def note_document(note: Note) -> dict[str, Any]:
    """Return the JSON of a note."""
    return {
        "id": note.id,
        "document": note.document or None,
        "text": note.text,
        "visibility": str(note.visibility),
        "author": note.author,
        "section": note.section,
        "created_at": note.created_at,
        "updated_at": note.updated_at,
        "revision": note.revision,
        "deleted_at": note.deleted_at or None,
    }


def _add_tags(session: Session, arguments: Namespace) -> _Answer:
    session.annotations.add_tags([_known(session, arguments.id)], arguments.names)
    return _annotated(session, arguments)


def _remove_tags(session: Session, arguments: Namespace) -> _Answer:
    session.annotations.remove_tags([_known(session, arguments.id)], arguments.names)
    return _annotated(session, arguments)


def _list_tags(session: Session, _arguments: Namespace) -> _Answer:
    tags = session.annotations.tags()
    return [{"name": tag.name, "count": tag.count} for tag in tags], [f"{tag.count}\t{tag.name}" for tag in tags]


def _rename_tag(session: Session, arguments: Namespace) -> _Answer:
    session.annotations.rename_tag(arguments.old, arguments.new)
    return _list_tags(session, arguments)


def _merge_tags(session: Session, arguments: Namespace) -> _Answer:
    session.annotations.merge_tags(arguments.old, arguments.new)
    return _list_tags(session, arguments)


def _delete_tag(session: Session, arguments: Namespace) -> _Answer:
    session.annotations.delete_tag(arguments.old)
    return _list_tags(session, arguments)


def _classify(session: Session, arguments: Namespace) -> _Answer:
    document = [_known(session, arguments.id)]
    cleared = [Axis(axis) for axis in arguments.clear]
    put, off = checked_values(arguments, ""), checked_values(arguments, "not-")
    session.annotations.reclassify(document, cleared=cleared, put=put, off=off)
    return _annotated(session, arguments)


def _status(session: Session, arguments: Namespace) -> _Answer:
    document = [_known(session, arguments.id)]
    status = None if arguments.status is None else Status(arguments.status)
    session.annotations.mark(document, status, starred=arguments.star)
    return _annotated(session, arguments)


def _annotated(session: Session, arguments: Namespace) -> _Answer:
    """What holds for a document now: of each axis every value, and where it differs from the file."""
    added = session.annotations.of(arguments.id)
    of_file = session.library.document(arguments.id).case
    case = added.applied_to(of_file)
    axes = {str(axis): list(getattr(case, name)) for axis, name in CLASSIFIED_AXES.items()}
    answer = {
        "id": arguments.id,
        **axes,
        "tags": list(case.tags),
        "status": str(added.status),
        "starred": added.is_starred,
        "added": _by_axis(added.added, added.tags),
        "taken": _by_axis(added.taken, added.tags_taken_from(of_file)),
    }
    return answer, list(_lines(added, axes, list(case.tags), arguments))


def _by_axis(values: Any, tags: tuple[str, ...]) -> dict[str, list[str]]:
    return {**{str(axis): list(found) for axis, found in values.items()}, **({"tag": list(tags)} if tags else {})}


def _lines(added: Annotations, axes: dict[str, list[str]], tags: list[str], arguments: Namespace) -> list[str]:
    state = wording.office_status_label(added.status) + (" ★" if added.is_starred else "")
    lines = [f"{wording.axis_label(FilterAxis.STATUS)}: {state}"]
    for axis, values in axes.items():
        if values:
            lines.append(f"{wording.axis_label(FilterAxis(axis))}: {', '.join(values)}")
    if tags:
        lines.append(f"{wording.axis_label(FilterAxis.TAG)}: {', '.join(tags)}")
    return [arguments.id, *lines]


def _known(session: Session, document_id: str) -> str:
    """The id itself, if a document has it: what is kept under a mistyped one would be found by nobody."""
    session.library.document(document_id)
    return document_id


def _local(stored: str) -> str:
    """A stored time (ISO 8601, UTC) as the clock here shows it."""
    return f"{datetime.fromisoformat(stored).astimezone():%Y-%m-%d %H:%M}"


def _standard_input() -> str:
    import sys

    return sys.stdin.read()

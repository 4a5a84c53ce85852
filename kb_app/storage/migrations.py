"""The schema of the database, step by step. Append only: a step that was ever released is never changed.

Steps use no code of the program, because that code will change.
"""

import sqlite_utils
from sqlite_utils.migrations import Migrations

SCHEMA_VERSION = 3
"""Written to `PRAGMA user_version`; a file with a higher one belongs to a newer program."""

MIGRATIONS = Migrations("kb_app")


@MIGRATIONS()
def m001_identities(db: sqlite_utils.Database) -> None:
    """Ids of own files that state none, and the token that tells our index from a foreign one."""
    identities = db.table("document_identities")
    identities.create(
        {"uuid": str, "path": str, "content_hash": str, "created_at": str, "updated_at": str},
        pk="uuid",
        not_null={"path", "content_hash", "created_at", "updated_at"},
    )
    identities.create_index(["path"], unique=True)
    identities.create_index(["content_hash"])
    db.table("index_tokens").create({"token": str, "created_at": str}, pk="token")


@MIGRATIONS()
def m002_annotations(db: sqlite_utils.Database) -> None:
    """Notes with their versions, free tags, the staff's own attributes, status and star, and what changed last.

    Every row that a person made has a UUID, its author, its times (UTC, ISO 8601), a revision that grows with every
    change, and a time of deletion (a tombstone). `changes` says in which order subjects ("note/UUID", "document/ID")
    were changed last.
    """
    made = (
        "author text not null, created_at text not null, updated_at text not null,"
        " revision integer not null, deleted_at text"
    )
    tables = (
        f"notes (uuid text primary key, document_id text not null, text text not null, visibility text not null,"
        f" section text not null, session text not null, {made})",
        "note_versions (uuid text primary key, note_uuid text not null, text text not null,"
        " revision integer not null, author text not null, created_at text not null)",
        f"tags (uuid text primary key, name text not null, folded text not null, {made})",
        f"document_tags (uuid text primary key, document_id text not null, tag_uuid text not null, {made})",
        f"classifications (uuid text primary key, document_id text not null, axis text not null,"
        f" value text not null, is_taken integer not null, {made})",
        f"document_states (uuid text primary key, document_id text not null, status text not null,"
        f" is_starred integer not null, {made})",
        "changes (seq integer primary key autoincrement, subject text not null unique)",
    )
    indexes = (
        "index notes_of_document on notes (document_id)",
        "unique index versions_of_note on note_versions (note_uuid, revision)",
        "unique index tag_names on tags (folded) where deleted_at is null",
        "unique index tags_of_document on document_tags (document_id, tag_uuid)",
        "index documents_of_tag on document_tags (tag_uuid)",
        "unique index classifications_of_document on classifications (document_id, axis, value)",
        "unique index state_of_document on document_states (document_id)",
    )
    for table in tables:
        db.execute(f"create table {table}")
    for index in indexes:
        db.execute(f"create {index}")


@MIGRATIONS()
def m003_imports(db: sqlite_utils.Database) -> None:
    """What was taken in from elsewhere, so that it can be undone, and told from what a person changed since.

    An item's subject is "case/ID", "file/ID" or "note/UUID", `path` that of the file below the own cases, `digest` the
    SHA-256 of what was written, `replaced` names what lies in the wastebasket for it.
    """
    db.execute(
        "create table imports (uuid text primary key, label text not null, created_at text not null, undone_at text)"
    )
    db.execute(
        "create table import_items (uuid text primary key, import_uuid text not null, subject text not null,"
        " path text not null, digest text not null, replaced text not null, source text not null)"
    )
    db.execute("create index items_of_import on import_items (import_uuid)")
    db.execute("create index items_of_path on import_items (path)")

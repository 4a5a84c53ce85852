"""The schema of the database, step by step. Append only: a step that was ever released is never changed.

Steps use no code of the program, because that code will change.
"""

import sqlite_utils
from sqlite_utils.migrations import Migrations

SCHEMA_VERSION = 1
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

"""Databases as earlier versions of the program left them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

VERSION_1 = """
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY, "migration_set" TEXT, "name" TEXT, "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES (1, 'kb_app', 'm001_identities', '2026-11-20 01:02:03.000000+00:00');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name" ON "_sqlite_migrations" ("migration_set", "name");
CREATE TABLE "document_identities" (
   "uuid" TEXT PRIMARY KEY, "path" TEXT NOT NULL, "content_hash" TEXT NOT NULL, "created_at" TEXT NOT NULL,
   "updated_at" TEXT NOT NULL
);
INSERT INTO "document_identities" VALUES (
   '0b0c1f5e-8d0f-4c57-9d3e-2f6f0a7f9a11', '総務/傘.md', 'a1b2', '2026-11-20T01:02:03.000+00:00', '2026-11-21T00:00:00.000+00:00'
);
INSERT INTO "document_identities" VALUES (
   '7f3f7d0e-4c6f-4b8e-8f52-6f9a6c1d2b22', 'b.md', 'c3d4', '2026-11-20T01:02:04.000+00:00', '2026-11-20T01:02:04.000+00:00'
);
CREATE UNIQUE INDEX "idx_document_identities_path" ON "document_identities" ("path");
CREATE INDEX "idx_document_identities_content_hash" ON "document_identities" ("content_hash");
CREATE TABLE "index_tokens" ("token" TEXT PRIMARY KEY, "created_at" TEXT);
INSERT INTO "index_tokens" VALUES ('5f0e6a', '2026-11-20T01:02:03.000+00:00');
PRAGMA user_version = 1;
"""
"""The schema of 2026-11, frozen: it is what lies on people's disks."""

STORED = {1: VERSION_1}


def make_stored(place: Path, version: int) -> None:
    """Make a database as the program with that version of the schema left it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(place)) as database:
        database.execute("PRAGMA journal_mode = wal")
        database.executescript(STORED[version])

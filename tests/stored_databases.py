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

VERSION_2 = """
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'kb_app','m001_identities','2026-11-28 01:02:03.000+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'kb_app','m002_annotations','2026-11-28 01:02:03.000+00:00');
CREATE TABLE changes (seq integer primary key autoincrement, subject text not null unique);
INSERT INTO "changes" VALUES(2,'note/9a0e4022-4f91-41d3-a8d2-87c1a4fe781e');
INSERT INTO "changes" VALUES(4,'note/4107c6d4-e268-4060-8dc8-ad512f0a1e13');
INSERT INTO "changes" VALUES(8,'document/kosai-line-chatbot');
CREATE TABLE classifications (uuid text primary key, document_id text not null, axis text not null,
   value text not null, is_taken integer not null, author text not null, created_at text not null,
   updated_at text not null, revision integer not null, deleted_at text);
INSERT INTO "classifications" VALUES(
   'a727ca17-b61e-49c8-934f-87a4924a1213','kosai-line-chatbot','step','prepare',0,'山田',
   '2026-11-28T01:02:03.000+00:00','2026-11-28T01:02:03.000+00:00',1,NULL);
CREATE TABLE "document_identities" (
   "uuid" TEXT PRIMARY KEY,
   "path" TEXT NOT NULL,
   "content_hash" TEXT NOT NULL,
   "created_at" TEXT NOT NULL,
   "updated_at" TEXT NOT NULL
);
CREATE TABLE document_states (uuid text primary key, document_id text not null, status text not null,
   is_starred integer not null, author text not null, created_at text not null, updated_at text not null,
   revision integer not null, deleted_at text);
INSERT INTO "document_states" VALUES(
   '28c32a52-b724-4862-9526-1861f90d6e95','kosai-line-chatbot','candidate',1,'山田',
   '2026-11-28T01:02:03.000+00:00','2026-11-28T01:02:03.000+00:00',2,NULL);
CREATE TABLE document_tags (uuid text primary key, document_id text not null, tag_uuid text not null,
   author text not null, created_at text not null, updated_at text not null, revision integer not null,
   deleted_at text);
INSERT INTO "document_tags" VALUES(
   '47cfbb2c-c126-4082-b251-83b6e49be7c6','kosai-line-chatbot','35c48cf1-f9d1-4406-ba62-131b38701928','山田',
   '2026-11-28T01:02:03.000+00:00','2026-11-28T01:02:03.000+00:00',1,NULL);
CREATE TABLE "index_tokens" (
   "token" TEXT PRIMARY KEY,
   "created_at" TEXT
);
INSERT INTO "index_tokens" VALUES('5f0e6a','2026-11-28T01:02:03.000+00:00');
CREATE TABLE note_versions (uuid text primary key, note_uuid text not null, text text not null,
   revision integer not null, author text not null, created_at text not null);
INSERT INTO "note_versions" VALUES(
   '568f3d6d-e351-45af-8eae-f5f5e31de70f','9a0e4022-4f91-41d3-a8d2-87c1a4fe781e','環境課に聞く
- [ ] 電話の件数',1,'山田','2026-11-28T01:02:03.000+00:00');
CREATE TABLE notes (uuid text primary key, document_id text not null, text text not null,
   visibility text not null, section text not null, session text not null, author text not null,
   created_at text not null, updated_at text not null, revision integer not null, deleted_at text);
INSERT INTO "notes" VALUES('9a0e4022-4f91-41d3-a8d2-87c1a4fe781e','kosai-line-chatbot','環境課に聞いた
- [x] 電話の件数','internal','情報政策課','b','山田','2026-11-28T01:02:03.000+00:00','2026-11-28T01:02:03.000+00:00',2,NULL);
INSERT INTO "notes" VALUES(
   '4107c6d4-e268-4060-8dc8-ad512f0a1e13','','捨てたメモ','private','情報政策課','','山田',
   '2026-11-28T01:02:03.000+00:00','2026-11-28T01:02:03.000+00:00',2,'2026-11-28T01:02:03.000+00:00');
CREATE TABLE tags (uuid text primary key, name text not null, folded text not null, author text not null,
   created_at text not null, updated_at text not null, revision integer not null, deleted_at text);
INSERT INTO "tags" VALUES(
   '35c48cf1-f9d1-4406-ba62-131b38701928','視察候補','視察候補','山田','2026-11-28T01:02:03.000+00:00',
   '2026-11-28T01:02:03.000+00:00',1,NULL);
INSERT INTO "document_identities" VALUES(
   '0b0c1f5e-8d0f-4c57-9d3e-2f6f0a7f9a11','総務/傘.md','a1b2','2026-11-20T01:02:03.000+00:00',
   '2026-11-21T00:00:00.000+00:00'
);
INSERT INTO "document_identities" VALUES(
   '7f3f7d0e-4c6f-4b8e-8f52-6f9a6c1d2b22','b.md','c3d4','2026-11-20T01:02:04.000+00:00',
   '2026-11-20T01:02:04.000+00:00'
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE UNIQUE INDEX "idx_document_identities_path"
    ON "document_identities" ("path");
CREATE INDEX "idx_document_identities_content_hash"
    ON "document_identities" ("content_hash");
CREATE INDEX notes_of_document on notes (document_id);
CREATE UNIQUE INDEX versions_of_note on note_versions (note_uuid, revision);
CREATE UNIQUE INDEX tag_names on tags (folded) where deleted_at is null;
CREATE UNIQUE INDEX tags_of_document on document_tags (document_id, tag_uuid);
CREATE INDEX documents_of_tag on document_tags (tag_uuid);
CREATE UNIQUE INDEX classifications_of_document on classifications (document_id, axis, value);
CREATE UNIQUE INDEX state_of_document on document_states (document_id);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('changes',8);
PRAGMA user_version = 2;
"""
"""The next one, with notes, a note in the wastebasket, an earlier text, a tag, attributes and a status."""

STORED = {1: VERSION_1, 2: VERSION_2}


def make_stored(place: Path, version: int) -> None:
    """Make a database as the program with that version of the schema left it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(place)) as database:
        database.execute("PRAGMA journal_mode = wal")
        database.executescript(STORED[version])

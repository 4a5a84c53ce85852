-- A database as the program with schema version 1 left it. Frozen: this file is never changed.
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE TABLE "document_identities" (
   "uuid" TEXT PRIMARY KEY,
   "path" TEXT NOT NULL,
   "content_hash" TEXT NOT NULL,
   "created_at" TEXT NOT NULL,
   "updated_at" TEXT NOT NULL
);
CREATE UNIQUE INDEX "idx_document_identities_path"
    ON "document_identities" ("path");
CREATE INDEX "idx_document_identities_content_hash"
    ON "document_identities" ("content_hash");
CREATE TABLE "index_tokens" (
   "token" TEXT PRIMARY KEY,
   "created_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES (1, 'kb_app', 'm001_identities', '2026-05-01 00:00:00.000000+00:00');
INSERT INTO "document_identities" VALUES
   ('5a7f2f0e-1c7e-4f0e-9d69-6a3b0f1d0001', '税務/が.md', 'hash-1', '2026-05-01T00:00:00.000+00:00', '2026-05-02T00:00:00.000+00:00'),
   ('5a7f2f0e-1c7e-4f0e-9d69-6a3b0f1d0002', '窓口.md', 'hash-2', '2026-05-01T00:00:00.000+00:00', '2026-05-01T00:00:00.000+00:00');
INSERT INTO "index_tokens" VALUES ('token-1', '2026-05-01T00:00:00.000+00:00');
PRAGMA user_version = 1;

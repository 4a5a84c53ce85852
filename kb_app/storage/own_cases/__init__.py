"""The write path of the own shelf: files of cases, what is attached to them, and the wastebasket.

What the program puts into the folder of own cases beside case files: `NAME.files/` with what is attached to `NAME.md`,
`.trash/` (deleted cases) and `.originals/` (bundled texts that local copies were made from). Folders whose names begin
with a point are not looked into for cases; backups hold them.
"""

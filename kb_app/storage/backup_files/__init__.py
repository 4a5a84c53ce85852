"""Backups as files: what is in one, how it is written, read without trust, compared, listed and deleted."""

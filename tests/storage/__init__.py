"""Tests of kb_app.storage."""

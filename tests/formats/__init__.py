"""Tests of kb_app.formats."""

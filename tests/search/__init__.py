"""Tests of kb_app.search."""

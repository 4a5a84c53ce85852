"""Tests of kb_app.base."""

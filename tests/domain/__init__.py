"""Tests of kb_app.domain."""

"""Tests of kb_app.services."""

"""Tests of kb_app.cli."""

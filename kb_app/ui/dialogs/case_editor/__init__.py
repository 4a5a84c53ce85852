"""Writes a case of the office's own: the form at the left, and at the right what a reader will see."""

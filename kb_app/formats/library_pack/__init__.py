"""Content packs: one zip file with cases, a list of them, and a signature over the list."""

"""Windows that are opened for one thing and closed again."""

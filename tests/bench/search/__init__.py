"""Search against its peers: the same documents, the same questions, one run, one table."""

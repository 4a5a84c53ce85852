"""One page for each entry of the rail. Pages do not know each other."""

"""What the program can do, one file a capability. Services do not import each other."""

"""The command line, the second front end of the same services."""

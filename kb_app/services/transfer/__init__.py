"""Cases and notes in and out of the program, as files of open formats."""

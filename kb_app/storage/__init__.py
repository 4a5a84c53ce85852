"""What lies on the disk: case files, the data files of the axes, and the database of what a person added."""

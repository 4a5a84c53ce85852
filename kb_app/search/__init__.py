"""The disposable index and everything that asks it. Whoosh and Sudachi are known here and nowhere else."""

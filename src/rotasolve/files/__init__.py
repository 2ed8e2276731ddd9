"""Writing to disk: results are replaced as a whole, by one process at a time."""

"""Models compared: one in four precisions, two with each other."""

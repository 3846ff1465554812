"""The page Static vectors, a view a file."""

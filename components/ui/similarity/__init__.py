"""The page Similarity, a view a file."""

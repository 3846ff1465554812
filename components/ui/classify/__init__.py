"""The page Classify, a view a file."""

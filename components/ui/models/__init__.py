"""The page Models, a view a file."""

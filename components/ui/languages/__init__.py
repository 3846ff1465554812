"""The page Languages, a view a file."""

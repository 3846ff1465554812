"""The page Tokens, a view a file."""

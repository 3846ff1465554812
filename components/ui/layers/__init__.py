"""The page Layers, a view a file."""

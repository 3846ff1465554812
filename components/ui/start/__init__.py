"""The page Start: four pictures that react while the visitor types."""

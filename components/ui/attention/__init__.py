"""The page Attention, a view a file; `scene` is what all views look at, `component` our own picture of heads."""

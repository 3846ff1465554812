"""A word's use in groups of its occurrences: sources, periods, words; how far they differ, and what stands between."""

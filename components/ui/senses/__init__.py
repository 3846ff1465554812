"""The page Senses, a view a file; the map itself serves other pages too and is `parts.word_map`."""

"""The page Senses, a view a file; what its map is made of serves other pages too: `parts.word_points`."""

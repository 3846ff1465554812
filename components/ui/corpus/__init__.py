"""The page Corpus: bring, embed, map, find and compare a whole text."""

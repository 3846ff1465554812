"""Words and characters of a text as it is written; no model: where words are, how pieces are shown."""

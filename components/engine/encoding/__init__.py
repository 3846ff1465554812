"""From text to vectors: one text with everything (`encode`), a word at its places, many texts fast (`bulk`)."""

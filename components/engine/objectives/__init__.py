"""BERT’s two objectives asked: hidden words, the next sentence, substitutes. Begin with `find_head`."""

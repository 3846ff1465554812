"""One vector a word: GloVe and files read, Word2Vec and FastText learned, and three ways to combine them with BERT."""

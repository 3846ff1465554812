"""How text becomes BERT’s input: pieces, vocabulary, the sum of three embeddings, two tokenizers side by side."""

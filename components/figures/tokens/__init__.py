"""Pictures of pieces and of the sum that makes BERT’s input."""

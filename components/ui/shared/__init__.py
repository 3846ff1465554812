"""What is computed once for all visitors: the store, jobs, models, readings of texts, the built-in sentences."""

"""The page Fine-tune: options, a run, what it changed, earlier runs."""

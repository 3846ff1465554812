"""A lesson over the live page, by oneself or in a class."""

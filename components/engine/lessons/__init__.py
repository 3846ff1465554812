"""Lessons: steps through the app, read from a file, and what BERT itself answers to their questions."""

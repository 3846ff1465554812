"""A class: a teacher and many visitors in one lesson, what they answer, and how far they agree."""

"""One meaning in several languages: examples, who is near, translations matched, words aligned."""

"""The built-in sentences, word by word with their senses, and the task they make. Files: `components/data`."""

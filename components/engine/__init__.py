"""Pure computing: text in, read-only numpy arrays out. Nothing here knows how it will be drawn."""

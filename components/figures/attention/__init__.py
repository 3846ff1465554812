"""Pictures of heads: maps, flows, one head step by step, BertViz’s own views (the one file with torch)."""

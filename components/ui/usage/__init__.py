"""The page Usage: what differs between groups of uses, between poles, and which uses are alike."""

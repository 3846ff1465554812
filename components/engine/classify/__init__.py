"""What a frozen vector knows about a label: splits, probes layer by layer, learning curves, words behind a decision."""

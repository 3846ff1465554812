"""The pages Masked words and Next sentence."""

"""Texts compared: agreement with people’s scores, tokens aligned, answers found, central sentences."""

"""A class: opened, joined, led, and its answers as pictures."""

"""The notebook of kept views."""

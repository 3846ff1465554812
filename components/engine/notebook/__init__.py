"""Kept views: one's page, settings, notes and pictures, as a file, and written for other programs."""

"""Whole texts: brought, embedded in the background, searched, mapped and compared."""

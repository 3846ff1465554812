"""A notebook as a page to take home, and notes as safe HTML."""

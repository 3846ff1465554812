"""One word in many contexts, for several pages: what is asked, what is found, its points, who was picked."""

"""What several rooms ask and show with: text boxes, chips, charts, downloads, the map of a word."""

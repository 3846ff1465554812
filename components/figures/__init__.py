"""Arrays to pictures: each function takes arrays and returns a Plotly figure or an HTML string."""

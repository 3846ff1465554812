"""What is on every page: the frame, the sidebar, what the visitor has set, the server’s start."""

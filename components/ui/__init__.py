"""All of Streamlit: the frame, the state, the caches, the inputs and the ways to show a picture."""

"""The only room that knows streamlit."""

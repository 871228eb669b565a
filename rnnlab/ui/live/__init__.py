"""Training that a page watches, in turn with all other sessions, and recordings kept for them; knows no Streamlit."""

"""Training that a page watches, in turns with all other sessions; knows no Streamlit."""

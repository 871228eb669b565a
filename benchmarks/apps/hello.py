"""A page of the size of Streamlit's own greeting, with one small component."""

import streamlit as st

st.set_page_config(page_title="hello", layout="wide")
st.title("Welcome")
st.write("Streamlit is an app framework. Choose a demo in the sidebar to see what it can do.")
st.sidebar.success("Choose a demo above.")
st.markdown(
    "### Want to learn more?\n- Look at the documentation\n- Ask a question\n### See more complex demos\n- One\n- Two"
)

"""The smallest useful page: a control, an empty component, a button that changes one text."""

import streamlit as st
from streamlit.components.v2 import component

EMPTY = component(
    "reference",
    html="<div class='empty'></div>",
    js="export default (c) => { c.parentElement.querySelector('.empty').dataset.value = c.data; }",
)

st.set_page_config(page_title="reference", layout="wide")
st.title("Reference")
with st.sidebar:
    number = st.number_input("seq_len", 1, 200, 8, key="seq_len")
    slider = st.slider("slider", 1, 200, 8, key="slider")
EMPTY(key="empty", data=str(number * 1000 + slider))
if st.button("Change", key="change"):
    st.session_state.count = st.session_state.get("count", 0) + 1
st.text(f"count {st.session_state.get('count', 0)}")

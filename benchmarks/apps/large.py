"""The player over 1 000 steps × 256 units × 4 layers, and a control that causes reruns."""

import numpy as np
import streamlit as st

from rnnlab import LayersConfig, Recording
from rnnlab.ui.player import player

T, H, L = 1000, 256, 4


@st.cache_resource
def recording() -> Recording:
    rng = np.random.default_rng(0)
    states = {f"layer{layer}.h": np.tanh(rng.normal(size=(T, 1, H))).astype(np.float32) for layer in range(L)}
    arrays = {"x": rng.normal(size=(T, 1, 8)).astype(np.float32), "h_0": np.zeros((L, 1, H), np.float32), **states}
    config = LayersConfig(seq_len=T, input_size=8, hidden_size=H, num_layers=L)
    return Recording(arrays, {"kind": "layers", "config": config.to_dict()})


st.set_page_config(page_title="large", layout="wide")
st.session_state.count = st.session_state.get("count", 0) + st.sidebar.button("Rerun", key="rerun")
st.sidebar.text(f"count {st.session_state.count}")
player(recording(), view={"name": "layers", "batch_item": 0}, key="large")

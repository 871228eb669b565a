"""`draw_recipes`: the button that shows how to record a model of one's own."""

from __future__ import annotations

import streamlit as st

from rnnlab.export.recipes import RECIPES
from rnnlab.i18n.messages import t


def draw_recipes() -> None:
    """Draw the button that shows them."""
    if st.button(t("How to record your model"), key="inspect-recipes", width="stretch"):
        st.dialog(t("How to record your model"), width="large")(_programs)()


def _programs() -> None:
    st.caption(t("Put the calls that you want to see into the block; the model computes what it computes without it."))
    for tab, program in zip(st.tabs([t(title) for title in RECIPES]), RECIPES.values(), strict=True):
        with tab:
            st.code(program, language="python")

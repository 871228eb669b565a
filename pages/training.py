"""Embedding: watch it learn: a text goes in, another comes out, and the network learns it before your eyes."""

import streamlit as st

from rnnlab.ui import training
from rnnlab.ui.forms import training_form
from rnnlab.ui.router import ensure_routed
from rnnlab.ui.style import head

ensure_routed()
form = training_form()
head("Embedding: watch it learn", told=training.promise(form.config))
form.notices()
training.settle(form)
training.picture(form)

with st.sidebar:
    training.settings(form)
    training.facts(form)
    training.files(form)

form.share()
training.links(form)
training.below(form)
training.rest()

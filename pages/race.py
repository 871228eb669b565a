"""Race: one task, several cells, equally many parameters, one clock."""

import streamlit as st

from rnnlab.ui import race
from rnnlab.ui.race_form import RaceForm
from rnnlab.ui.router import ensure_routed
from rnnlab.ui.style import head

ensure_routed()
form = RaceForm()
head("Race: which cell remembers?", told=race.promise(form))
form.notices()
race.settle(form)
race.picture(form)

with st.sidebar:
    form.settings()
    if form["task"] == "next":
        form.texts()
    race.facts(form.config)

form.share()
race.words(form)
race.below()

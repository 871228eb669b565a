"""The page Home: a forecast from three days of real weather, and a card for each of the other pages.

The cards' sentences are marked here with `mark` and translated when they are drawn.
"""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from rnnlab.i18n.messages import mark, t
from rnnlab.recording.recording import Recording
from rnnlab.ui.pages.home.cards import PICTURE_STYLE, picture
from rnnlab.ui.pages.home.form import WeatherForm, name_of, recording
from rnnlab.ui.pages.home.tables import (
    LABELS,
    accuracy_caption,
    accuracy_table,
    fourth_day_table,
    split_caption,
    weekday,
)
from rnnlab.ui.player import player
from rnnlab.ui.shell.draw_order import pause_for_first_draw
from rnnlab.ui.shell.router import page_of
from rnnlab.ui.shell.style import head
from rnnlab.weather.data import DAYS_READ, FEATURES, SOURCE, Feature, days

CARDS = (
    ("cell", mark("One cell, one step, every product and sum spelled out.")),
    ("layers", mark("Which slice is output, which is h_n, and why they share a corner.")),
    ("training", mark("Turn hello into ohlol in 15 epochs, and rewind any of them.")),
    ("race", mark("RNN, GRU and LSTM with equally many parameters on one task.")),
    ("free", mark("It reads what it said itself; see where that leaves the text.")),
    ("ablation", mark("Which letters, and how much of the loss, hang on a single unit?")),
)
ACROSS = 3  # cards beside one another


# Rules for Home alone, besides the stylesheet of all pages.
STYLE = f"""<style>
.stMain .st-key-headline h1 {{ font-size: 36px; line-height: 42px; max-width: 900px; text-wrap: balance; }}
.stMain .st-key-headline .lede {{ padding: 8px 0 10px; }}
@media (max-width: 640px) {{ .stMain .st-key-headline h1 {{ font-size: 26px; line-height: 32px; }} }}
.stMain .st-key-tables table td, .stMain .st-key-tables table th {{ padding: 5px 12px 5px 0 !important; }}
.stMain .st-key-tables {{ padding-top: 12px; }}
.stMain .st-key-cards.stVerticalBlock {{ padding-top: 12px; gap: 24px; }}
.stMain .st-key-cards [data-testid="stPageLink-NavLink"] {{ padding-inline: 8px; margin-inline: -8px; }}
.stMain .st-key-cards [data-testid="stPageLink-NavLink"] span {{ overflow: visible; }}
{PICTURE_STYLE}</style>"""


def page() -> None:
    """Draw the whole page: the headline and the forecast first, then the widgets, tables and cards."""
    form = WeatherForm()
    headline()
    form.draw_notices()
    loading = st.empty()  # drawn always, so that the player keeps its place on the page
    with loading, st.spinner(t("Loading PyTorch, once …")):
        found = recording(form.config)
    player(found, view={"name": "weather"}, key="weather")
    pause_for_first_draw()

    choose_days(form)
    fold_changes(form)
    with st.container(key="tables"):
        tables(found)
    with st.container(key="cards"):
        cards()
    st.caption(t("Source: {source}.", source=SOURCE))
    form.share()


def headline() -> None:
    """Draw the headline and the sentence below it."""
    st.html(STYLE)
    with st.container(key="headline"):
        head(
            t("See every number a recurrent network remembers, one step at a time."),
            t("Play three real days into its memory, change the weather, and watch the prediction change."),
        )


def choose_days(form: WeatherForm) -> None:
    """Draw the widgets that choose the three days."""
    first, back, forward, surprise = st.columns([2, 1, 1, 1.4], vertical_alignment="bottom", gap="small")
    first.date_input(
        t("First of three days"),
        key=form.key("first"),
        min_value=days().dates[0],
        max_value=days().latest_first,
        format="YYYY-MM-DD",
    )
    back.button(t("One day back"), key="home.back", on_click=form.move, args=(-1,), width="stretch")
    forward.button(t("One day on"), key="home.on", on_click=form.move, args=(1,), width="stretch")
    surprise.button(t("A day that surprised it"), key="home.surprise", on_click=form.surprise, width="stretch")
    form.draw_problems("first")


def fold_changes(form: WeatherForm) -> None:
    """Draw the widgets that change the days, in an expander that is open at first only if anything is changed."""
    st.session_state.setdefault("home.change", bool(form.config.changes))
    opened = st.expander(
        t("Change the three days and see the prediction change"),
        key="home.change",
        on_change="rerun",  # its fifteen fields are only sent while it is open: the first picture comes sooner
    )
    if opened.open:
        with opened:
            change_days(form)
    else:
        form.forget_days()


def change_days(form: WeatherForm) -> None:
    """Draw the widgets that change what was measured on the three days."""
    st.caption(
        t(
            "Type another value and the prediction changes. A changed value is marked in the picture; the observed "
            "fourth day stays what it was, and belongs to the real days."
        )
    )
    for day, column in enumerate(st.columns(DAYS_READ, gap="medium")):
        with column:
            st.markdown(f"**{weekday(form.config.first + timedelta(days=day))}**")
            for feature in FEATURES:
                change_feature(form, day, feature)
    st.button(t("Reset to what was observed"), key="home.reset", on_click=form.reset, disabled=not form.touched)


def change_feature(form: WeatherForm, day: int, feature: Feature) -> None:
    """Draw the widget of one feature of one day, 0 to 2."""
    name = name_of(day, feature)
    form.refill(name)
    if feature.name == "sun":
        st.checkbox(t("sun"), key=form.key(name))
    else:
        label = t("{feature}, {unit}", feature=t(LABELS[feature.name]), unit=feature.unit)
        st.number_input(label, step=feature.step, format="%.1f", key=form.key(name))
    form.draw_problems(name)


def tables(found: Recording) -> None:
    """Draw the tables: how often the network is right, and the fourth day in numbers."""
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown(t("**How often is it right?**"))
        st.markdown(accuracy_table(found))
        st.caption(accuracy_caption(found))
        st.caption(split_caption(found))
    with right:
        st.markdown(t("**The fourth day in numbers**"))
        st.markdown(fourth_day_table(found))
        st.caption(
            t(
                "How to read it: what the network expects beside what came. Sun is expected with the probability of "
                "the class “sun”. The classes are the data's own; from 2013 on it calls most wet days “fog”."
            )
        )


def cards() -> None:
    """Draw a card with a picture and a link for each of the other pages."""
    for start in range(0, len(CARDS), ACROSS):
        row = CARDS[start : start + ACROSS]
        for column, (file, sentence) in zip(st.columns(ACROSS, gap="medium"), row, strict=True):
            with column.container(border=True, height="stretch"):
                st.html(picture(file))
                linked = page_of(file)
                st.page_link(linked, label=f"**{linked.title}**", width="stretch")
                st.caption(t(sentence))

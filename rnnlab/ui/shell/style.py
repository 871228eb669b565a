"""The stylesheet of the pages, the logo, and the head of each page. The player has a stylesheet of its own."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from rnnlab.player.palette import LIGHT, with_colours

_LOGO = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 16" width="36" height="16">
<path d="M9 8h5M22 8h5" stroke="{LIGHT.edge}" stroke-width="1.75"/>
<rect x="1" y="3" width="9" height="10" rx="2" fill="{LIGHT.stops[1]}"/>
<rect x="13.9" y="2.9" width="8.2" height="10.2" rx="2" fill="none" stroke="{LIGHT.edge}" stroke-width="1.8"/>
<rect x="26" y="3" width="9" height="10" rx="2" fill="{LIGHT.stops[7]}"/>
</svg>"""

# Not an emoji: for an emoji Streamlit imports the list of all emojis, 50 ms of every cold start.
ICON = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="16" height="16">
<path d="M4 7V5a4 4 0 0 1 8 0v2" fill="none" stroke="{LIGHT.edge}" stroke-width="2"/>
<rect x="1" y="7" width="6.5" height="8" rx="1.5" fill="{LIGHT.stops[1]}"/>
<rect x="8.5" y="7" width="6.5" height="8" rx="1.5" fill="{LIGHT.stops[7]}"/>
</svg>"""

# The grid of fields of each page. Named one by one: a browser evaluates a rule about parts of class names, such as
# [class*="fields"] > *, anew for everything below an element whose class changes, as it does at every run.
_PAGES = sorted(page.stem for page in (Path(__file__).parents[3] / "pages").glob("*.py"))
_GRIDS = ", ".join(
    f".st-key-fields-{name}" for name in (*_PAGES, "ablation-hold", *(f"more-{name}" for name in _PAGES))
)
# Fields that always have a row of their page's grid to themselves.
_ROWS = {
    "cell": ("seq_len", "bias", "item"),
    "layers": ("seq_len", "new_seed", "item"),
    "training": ("memory",),
    "ablation": ("memory",),
    "free": ("memory",),
}
WIDE = frozenset(f"{page}.{name}" for page, names in _ROWS.items() for name in names)
_WIDE = ", ".join(f".st-key-{key.replace('.', '-')}" for key in sorted(WIDE))

# No :has() that could match much of the page: the browser would compute its style anew at every run.
# light-dark() follows the color-scheme that Streamlit sets with its theme, so a change of theme needs no rerun.
_CSS = """
.stApp {
  --ink: $ink; --ink-2: $ink_2; --ink-3: $ink_3;
  --rule: $rule; --strong: $rule_strong; --bar: $bar;
  font-variant-numeric: tabular-nums;
}
.stMain .stMainBlockContainer { padding: 24px 36px 48px; max-width: none; }
.stMain .stVerticalBlock { gap: 8px; }
.stAppHeader { background: transparent; height: 44px; }
/* With the sidebar folded away the logo moves into the header: the title makes room for it. */
.stSidebar[data-collapsed="true"] ~ div .stMain .stMainBlockContainer { padding-top: 56px; }
@media (max-width: 640px) { .stMain .stMainBlockContainer { padding-inline: 16px; } }
.stMain h1 { font-size: 26px; line-height: 32px; font-weight: 700; padding: 0; letter-spacing: -0.2px; }
.stMain h2 { font-size: 15px; line-height: 20px; font-weight: 700; padding: 16px 0 0; }
.stMain [data-testid="stHeading"], .stMain h1, .stMain .lede { margin: 0; }
.stMain [data-testid="stHeading"] [data-testid="stMarkdownContainer"] { margin: 0; }
.st-key-lede { margin-top: -6px; padding-bottom: 4px; }
.stMain .lede { padding: 2px 0 4px; }
.stMain .lede, .st-key-lede .stText, .st-key-lede .stText span {
  font: inherit; font-size: 15px; line-height: 20px; color: var(--ink-2); }
[data-testid="stCaptionContainer"] { opacity: 1; color: var(--ink-3); }
[data-testid="stCaptionContainer"] p, [class*="st-key-facts"] .stText span,
.st-key-floor .stText span {
  font: inherit; font-size: 12px; line-height: 16px; color: var(--ink-3); }

.stSidebar[data-collapsed="false"] { min-width: 264px; max-width: 264px; }
[data-testid="stSidebarContent"] { padding: 0 12px; }
[data-testid="stSidebarHeader"] { height: 40px; margin: 14px 8px 8px; padding: 0; }
/* On the home page the logo is no link: the name is attached to its parent, which is there on every page. */
[data-testid="stSidebarHeader"] > :first-child { display: flex; align-items: center; gap: 10px; }
[data-testid="stSidebarHeader"] > :first-child::after {
  content: "RNN Lab"; font-size: 16px; font-weight: 700; color: var(--ink); }
/* The menu is as wide as the sidebar; its height is reserved before it is drawn, so that nothing below it moves. */
.stSidebar .st-key-menu { --rnnlab-room: 390px; min-width: calc(100% + 16px); margin: 0 -8px; }
.stSidebar .st-key-menu:not(:last-child) { padding-bottom: 16px; border-bottom: 1px solid var(--strong); }
[data-testid="stSidebarUserContent"] { padding: 0 8px 24px; }
.stSidebar .stVerticalBlock { gap: 10px; }
.stSidebar .stHorizontalBlock { gap: 12px; }
:is(FIELDS).stVerticalBlock { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
  gap: 10px 12px; align-items: end; }
:is(FIELDS) > * { min-width: 0; width: auto; }
/* Containers in it hold a field as wide as the row, or what is wrong with one. */
:is(FIELDS) > :not(.stElementContainer), :is(WIDE) { grid-column: 1 / -1; }
.stSidebar :is(.st-key-cell-open, .st-key-layers-open) { grid-column: auto; }
[data-testid="stWidgetLabel"] p, .stCheckbox p { font-size: 13px; line-height: 18px; color: var(--ink-2); }
.stSidebar [data-testid="stButton"] button, .stSidebar .stButton button { font-weight: 700; }
.stSidebar .stButton p { font-weight: 700; }
/* A number field's message about a value that is too long is shown, not only read out by a screen reader. */
.stNumberInput span[role="alert"] { position: static; flex: 0 0 100%; width: auto; height: auto; clip: auto; margin: 0;
  padding: 2px 10px 6px; white-space: normal; font-size: 12px; line-height: 16px; }
.stNumberInput div:has(> span[role="alert"]) { flex-wrap: wrap; height: auto; }
.stNumberInput div:has(> span[role="alert"]) > input { flex: 1 1 0; }

/* Where the system gives the colours, switches and sliders, which are drawn as backgrounds, would not be seen. */
@media (forced-colors: active) {
  .stCheckbox label:has([role="switch"]) > div:first-of-type { border: 1px solid ButtonText; }
  .stCheckbox label:has([role="switch"]) > div:first-of-type > div, .stSlider [role="group"] > div > div:first-child {
    background: ButtonText; }
  .stCheckbox label:has([role="switch"]:checked) > div:first-of-type,
  .stSlider [role="group"] > div > div[data-rac] { background: Highlight; }
  .stButtonGroup button[aria-checked="true"] { outline: 2px solid Highlight; outline-offset: -2px; }
}
/* Streamlit marks a focused link, and a part of a date, by a shade of grey only. */
.stApp :is(a, [role="spinbutton"]):focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
[class*="st-key-problem-"] .stText, [class*="st-key-notice-"] .stText {
  font: inherit; font-size: 13px; line-height: 18px; color: var(--ink); white-space: pre-wrap;
  overflow-wrap: anywhere; }
[class*="st-key-problem-"] { border-left: 3px solid var(--ink); padding-left: 8px; margin-top: -4px; }
[class*="st-key-notice-"] { border: 1px solid var(--strong); border-left: 3px solid var(--ink); border-radius: 8px;
  background: var(--bar); padding: 8px 12px; }
.st-key-controls { align-items: center; gap: 28px; padding-bottom: 2px; }
.st-key-controls .stButtonGroup { display: flex; flex-direction: row; align-items: center; gap: 10px; }
/* The button stands in line with the fields, whose labels are above them; a sentence stands below all fields, so that
   none of them moves. */
.st-key-free-controls .st-key-free-again { padding-top: 24.5px; }
.st-key-free-controls > :has(> [class*="st-key-problem-"]) { flex: 1 0 100%; order: 1; }
.stButtonGroup button[aria-checked="true"] {
  background: var(--ink) !important; color: $page !important; }
.stButtonGroup button[aria-checked="true"] p { font-weight: 700; }
.stCheckbox polyline { stroke: $page !important; }
/* Streamlit writes white on the primary colour, which is nearly white in the dark theme. */
.stCheckbox [data-selected]:has([role="switch"]) > div > div,
.stCheckbox label:has([role="switch"]:checked) > div:first-of-type > div { background: $page; }
.stMultiSelect [data-tag], .stMultiSelect [data-tag] * { color: $page; }
.st-key-controls [data-testid="stWidgetLabel"] { margin: 0; min-height: 0; }
/* Streamlit fades elements that a rerun has not reached yet, which restyles the whole page at every changed number. */
.stApp [data-stale] { opacity: 1 !important; transition: none !important; }
.stMain table { border-collapse: collapse; width: 100%; font-size: 13px; line-height: 18px; }
.stMain table th { color: var(--ink-3); font-weight: 700; }
.stMain table th, .stMain table td { border: 0 !important; border-bottom: 1px solid var(--rule) !important;
  padding: 8px 12px 8px 0 !important; text-align: left; }
.stMain [data-testid="stMarkdownContainer"]:has(> table) { overflow-x: auto; }
.stMain table code { background: none; padding: 0; color: inherit; font-size: 12.5px; }
"""
_STYLE = f"<style>{with_colours(_CSS).replace('FIELDS', _GRIDS).replace('WIDE', _WIDE)}</style>"


def apply_style() -> None:
    """Put the stylesheet and the logo on the page; once per run, before anything is drawn."""
    st.logo(_LOGO, size="small")
    st.html(_STYLE)


def head(title: str, sentence: str = "", *, user_text: str = "") -> None:
    """Draw a page's title and the sentence below it.

    Args:
        title: Without text that a person typed.
        sentence: Without text that a person typed. It is drawn in one element with the title, since two take longer.
        user_text: In its place, a sentence that may hold text that a person typed; drawn as plain text, never as HTML.
    """
    st.html(f"<h1>{escape(title)}</h1>" + (f'<p class="lede">{escape(sentence)}</p>' if sentence else ""))
    if user_text:
        with st.container(key="lede"):
            st.text(user_text)


def is_dark() -> bool:
    """Whether the person sees the dark theme."""
    return bool(st.context.theme.type == "dark")

"""The names that a tab gives to its loadings, by which Python finds what the tab had before a reload."""

import re

TAB = "hosts/tab.js"
SIX = "sessionStorage.clear(); return Array.from({ length: 6 }, m.nextLoading);"
REFUSED = """
Object.defineProperty(window, "sessionStorage", { get() { throw new DOMException("no"); }, configurable: true });
try { return m.nextLoading(); } finally { delete window.sessionStorage; }
"""


def test_each_loading_has_a_name_of_its_own_and_knows_four_before_it(js):
    loadings = js(TAB, SIX)
    names = [loading["tab"] for loading in loadings]
    assert len(set(names)) == 6
    assert all(re.fullmatch("[0-9a-f]{32}", name) for name in names)
    for i, loading in enumerate(loadings):
        assert loading["before"] == " ".join(reversed(names[max(0, i - 4) : i]))


def test_a_browser_that_keeps_nothing_is_no_failure(js):
    loading = js(TAB, REFUSED)
    assert (len(loading["tab"]), loading["before"]) == (32, "")

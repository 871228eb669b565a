"""Links with arbitrary values: the page is drawn, with one sentence for each bad value and no error in the log."""

from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.helpers import settled

PAGES = {
    "": ("first", "rain_1", "sun_2", "wind_3"),
    "cell": ("seq_len", "nonlinearity", "bias", "seed", "item", "edits"),
    "layers": ("cell", "bidirectional", "hidden_size", "num_layers", "item", "edits"),
    "training": ("embedding_size", "cell", "lr", "epochs", "epoch"),
}
LABELS = {"rain_1": "rain of day 1", "sun_2": "sun of day 2", "wind_3": "wind of day 3"}  # of names that no label has
JUNK = ("abc", "", "-99", "NaN", "1e99", "9" * 5000, "👩‍👩‍👧", "\0", "<b>x</b>", "![a](http://example.invalid/a.png)")


@pytest.mark.parametrize("path", PAGES)
def test_junk_in_every_parameter_gets_one_sentence_each_and_the_picture_stands(open_page, path):
    names = PAGES[path]
    start = 5 * list(PAGES).index(path)  # every page gets some of the bad values, and every bad value is on some page
    junk = (JUNK * 3)[start : start + len(names)]
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in zip(names, junk, strict=True))
    page = open_page(f"{path}?{query}")
    notices = page.locator("[class*='st-key-notice-']")
    expect(notices).to_have_count(len(names))
    for name, notice in zip(sorted(names), sorted(notices.all_inner_texts()), strict=True):
        assert notice.startswith(f"In the link, {LABELS.get(name, name)} must be ")
        assert len(notice) < 250
    page.locator(".mount[data-version]").first.wait_for()
    expect(settled(page).get_by_test_id("stException")).to_have_count(0)
    assert page.locator("img[src*='example.invalid']").count() == 0

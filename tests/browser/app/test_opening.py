import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize(("theme", "background"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(15, 17, 20)")])
def test_app_opens_in_the_readers_theme_without_errors_or_foreign_requests(open_page, theme, background):
    page = open_page(theme=theme)
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", background)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("[data-view]").first).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)

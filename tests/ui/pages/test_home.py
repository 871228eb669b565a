"""The page Home: three real days, their forecast and the observed day; the link holds every choice."""

import re
import subprocess
import sys
from datetime import date

import pytest

from rnnlab.bundled.recordings import bundled
from rnnlab.errors import ConfigError
from rnnlab.recording.recording import Recording
from rnnlab.ui.pages.home.form import default_first, fields
from rnnlab.weather.data import days
from tests.conftest import ROOT


def shown(page):
    """The recording that was sent to the player."""
    (player,) = page.get("bidi_component")
    return Recording.from_bytes(player.proto.bytes)


def texts(page):
    return "\n".join(element.value for element in [*page.text, *page.caption, *page.markdown])


def query(page):
    """The parameters of the page's address, one value per name."""
    given = {name: page.query_params[name] for name in page.query_params}
    return {name: value if isinstance(value, str) else ",".join(value) for name, value in given.items()}


def turn(page, *, opened):
    """Open or close the part with the fields of each day."""
    page.session_state["home.change"] = opened
    return page.run()


def test_home_opens_with_the_bundled_days_and_a_clean_link(run_page):
    page = run_page("home")
    assert shown(page).header["view"]["name"] == "weather"
    assert shown(page)["layer0.h"].tolist() == bundled()["layer0.h"].tolist()
    assert query(page) == {}
    assert page.date_input[0].value.isoformat() == bundled().header["dates"][0]


def test_the_first_picture_needs_neither_torch_nor_pandas():
    """The whole page, run in a fresh process; the bytes of the picture are in it."""
    code = (
        "import sys; from streamlit.testing.v1 import AppTest;"
        f"page = AppTest.from_file({str(ROOT / 'pages' / 'home.py')!r}, default_timeout=30).run();"
        "print(len(page.get('bidi_component')[0].proto.bytes), len(page.exception));"
        "print([m for m in ('torch', 'pandas', 'vega_datasets') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    sizes, heavy = done.stdout.splitlines()[-2:]
    size, exceptions = map(int, sizes.split())
    assert 1_000 < size < 20_000
    assert not exceptions
    assert heavy == "[]"


def test_the_accuracy_stands_beside_both_guesses(run_page):
    page, accuracy = run_page("home"), bundled().header["accuracy"]
    table = next(m.value for m in page.markdown if "who predicts" in m.value)
    for name, part in (("this network", "network"), ("same as yesterday", "yesterday"), ("always “sun”", "commonest")):
        row = next(line for line in table.splitlines() if name in line)
        assert f"{accuracy[part] * 100:.1f}\N{NO-BREAK SPACE}%" in row
        assert f"| {round(accuracy[part] * 365)} |" in row
    assert "NOAA" in texts(page)
    assert texts(page).count("How to read it") == 2


def test_a_link_to_other_days_shows_those_days(run_page):
    page = run_page("home", first="2013-03-30")
    assert shown(page).header["dates"] == ["2013-03-30", "2013-03-31", "2013-04-01", "2013-04-02"]
    assert query(page) == {"first": "2013-03-30"}
    assert "does not belong to the test" in texts(page)


def test_a_link_with_a_changed_feature_changes_the_prediction_and_nothing_that_came(run_page):
    page = run_page("home", rain_2="0.0", sun_1="true")
    assert shown(page)["changed"].tolist() == [[0, 1, 0, 0, 0], [1, 0, 0, 0, 0], [0] * 5]
    assert shown(page)["probabilities"].tolist() != bundled()["probabilities"].tolist()
    assert shown(page)["observed"].tolist() == bundled()["observed"].tolist()
    assert query(page) == {"rain_2": "0.0", "sun_1": "true"}
    assert page.number_input(key="home.rain_2").value == 0.0


def test_a_bad_day_in_a_link_falls_back_with_a_notice(run_page):
    page = run_page("home", first="2015-12-29")
    assert shown(page).header["dates"] == bundled().header["dates"]
    assert "first must be a date from 2012-01-01 to 2015-12-28" in texts(page)
    assert "2015-10-09 is used" in texts(page)
    assert query(page) == {}


@pytest.mark.parametrize(
    "raw",
    ["", "junk", "2015-02-30", "2015-12-29", "2011-12-31", "20151009", "9" * 5000, "🌧", "%00", "2015-10-09T00"],
)
def test_a_day_is_a_date_of_the_data_in_one_spelling(raw):
    with pytest.raises(ConfigError, match=r"^first must be a date from 2012-01-01 to 2015-12-28, got "):
        fields(default_first())[0].read(raw)


@pytest.mark.parametrize(
    ("name", "value", "words"), [("wind_3", "nan", "wind of day 3"), ("sun_1", "2", "sun of day 1")]
)
def test_a_bad_feature_in_a_link_falls_back_to_what_was_observed(run_page, name, value, words):
    page = run_page("home", **{name: value, "first": "2014-07-01"})
    assert shown(page).header["dates"][0] == "2014-07-01"
    assert not shown(page)["changed"].any()
    assert f"In the link, {words} must be" in texts(page)
    assert query(page) == {"first": "2014-07-01"}


def test_typing_a_value_changes_the_prediction_and_the_link_and_reset_takes_it_back(run_page):
    page = turn(run_page("home"), opened=True)
    page.number_input(key="home.rain_3").set_value(30.0).run()
    assert shown(page)["changed"].sum() == 1
    assert query(page) == {"rain_3": "30.0"}
    page.button(key="home.reset").click().run()
    assert not shown(page)["changed"].any()
    assert query(page) == {}
    assert not page.exception


def test_closing_the_fields_keeps_the_changes_and_opening_them_shows_them_again(run_page):
    page = turn(run_page("home"), opened=True)
    page.number_input(key="home.rain_3").set_value(30.0).run()
    turn(page, opened=False)
    assert not page.number_input
    assert shown(page)["changed"].sum() == 1
    turn(page, opened=True)
    assert page.number_input(key="home.rain_3").value == 30.0
    assert query(page) == {"rain_3": "30.0"}


def test_a_value_beyond_its_limits_gets_one_sentence_and_the_last_good_picture_stays(run_page):
    page = turn(run_page("home"), opened=True)
    page.number_input(key="home.rain_3").set_value(500.0).run()
    assert not shown(page)["changed"].any()
    assert "rain of day 3 must be a number from 0 to 80, got 500." in texts(page)
    assert not page.exception


def test_another_day_drops_the_changes_of_the_days_before(run_page):
    page = run_page("home", rain_1="50.0")
    page.button(key="home.on").click().run()
    assert shown(page).header["dates"][0] == "2015-10-10"
    assert not shown(page)["changed"].any()
    assert query(page) == {"first": "2015-10-10"}
    page.button(key="home.back").click().run()
    assert shown(page)["layer0.h"] == pytest.approx(bundled()["layer0.h"], abs=1e-6)
    assert query(page) == {}


def test_choosing_a_date_shows_its_observations_in_the_fields(run_page):
    page = turn(run_page("home"), opened=True)
    page.date_input(key="home.first").set_value(date(2012, 1, 1)).run()
    assert page.number_input(key="home.rain_2").value == days().raw[1, 0]
    assert shown(page).header["dates"][0] == "2012-01-01"
    page.button(key="home.back").click().run()  # there is no day before the first
    assert shown(page).header["dates"][0] == "2012-01-01"
    assert not page.exception


def test_a_surprising_day_is_one_that_the_network_got_wrong_and_each_click_shows_another(run_page):
    page, seen = run_page("home"), set()
    for _ in range(3):
        page.button(key="home.surprise").click().run()
        recording = shown(page)
        likeliest = recording.header["classes"][recording["probabilities"].argmax()]
        assert likeliest != recording.header["observed_class"]
        assert recording.header["held_out"]
        seen.add(recording.header["dates"][0])
    assert len(seen) == 3


def test_a_card_leads_to_each_of_the_other_pages(run_page):
    links = [link.proto.page for link in run_page("home").get("page_link")]
    assert links == ["cell", "layers", "training", "race", "free", "ablation"]


def test_each_card_has_a_picture_with_words_for_those_who_cannot_see_it(run_page):
    pictures = [block.proto.body for block in run_page("home").get("html") if 'class="picture"' in block.proto.body]
    assert len(pictures) == 6
    assert all(re.search('alt="[^"]{20,}"', html) for html in pictures)

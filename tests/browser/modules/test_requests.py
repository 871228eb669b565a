"""Events from the player to Python: their order, how often they are sent, and what follows if no answer comes."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.modules.conftest import ORIGIN

pytestmark = pytest.mark.browser
PATIENCE = 5000  # ms, as in requests/channel.js

SETUP = """async () => {
  const { Channel } = await import("/requests/channel.js");
  const { SingleSteps } = await import("/requests/single_steps.js");
  const { UnitWeights } = await import("/requests/unit_weights.js");
  const { TrainControls } = await import("/requests/train_controls.js");
  const { RestNotice, EpochRequests } = await import("/requests/epochs.js");
  window.ending = new AbortController();
  window.sent = [];
  window.problems = [];
  window.channel = new Channel((event) => sent.push(event), ending.signal);
  const answered = (problem) => problems.push(problem);
  window.ask = (event, options = {}) => channel.request(event, { answered, ...options });
  window.made = { SingleSteps, UnitWeights, TrainControls, RestNotice, EpochRequests };
  // all channels of a page count their serials together: these tests count from their own first
  ask({ type: "first" });
  window.zero = sent.pop().serial;
  channel.update({ serial: zero, problem: "" });
  problems.pop();
}"""


@pytest.fixture(scope="module")
def timed(modules: BrowserContext) -> Page:
    return modules.new_page()


@pytest.fixture
def page(timed: Page) -> Page:
    """A page made anew, whose time goes on only by `clock.run_for`."""
    timed.clock.install(time=0)
    timed.goto(ORIGIN)
    timed.clock.pause_at(10_000)
    timed.evaluate(SETUP)
    timed.clock.run_for(1)
    return timed


def sent(page: Page) -> list[dict[str, Any]]:
    """All events so far, their serials counted from 1."""
    return page.evaluate("sent.map((e) => (e.serial ? { ...e, serial: e.serial - zero } : e))")


def problems(page: Page) -> list[str | None]:
    return page.evaluate("problems.map((problem) => problem ?? null)")


def answer(page: Page, serial: int, problem: str = "") -> None:
    """New data answer a request, and the next one that waits is sent."""
    page.evaluate("([serial, problem]) => channel.update({ serial: serial + zero, problem })", [serial, problem])
    page.clock.run_for(1)


def test_a_request_waits_until_the_one_before_is_answered(page):
    page.evaluate("() => { ask({ type: 'a' }); ask(() => ({ type: 'b', cursor: 7 })); }")
    assert sent(page) == [{"type": "a", "serial": 1}]
    answer(page, 0)  # other data
    assert len(sent(page)) == 1
    answer(page, 1, "no such epoch")
    assert sent(page)[1:] == [{"type": "b", "cursor": 7, "serial": 2}]
    answer(page, 2)
    assert problems(page) == ["no such epoch", ""]
    assert not page.evaluate("channel.busy")


def test_of_the_values_of_one_drag_that_wait_only_the_newest_is_sent(page):
    page.evaluate("() => [1, 2, 3].forEach((value) => ask({ value }, { replaces: 'stroke 1' }))")
    page.evaluate("() => ask({ value: 4 }, { replaces: 'stroke 2' })")
    answer(page, 1)
    answer(page, 2)
    assert [event["value"] for event in sent(page)] == [1, 3, 4]


def test_without_an_answer_the_next_is_sent_and_a_late_answer_is_reported_once(page):
    page.evaluate("() => { ask({ type: 'a' }); ask({ type: 'b' }); }")
    page.clock.run_for(PATIENCE - 10)
    assert len(sent(page)) == 1
    page.clock.run_for(20)
    assert len(sent(page)) == 2
    answer(page, 1, "late")
    answer(page, 1, "late")
    assert problems(page) == [None, "late"]


def test_data_without_a_serial_answer_nothing(page):
    page.evaluate("() => { ask({ type: 'a' }); channel.update({}); }")
    assert page.evaluate("channel.asking")


def test_nothing_is_sent_once_the_player_has_left_the_page(page):
    page.evaluate("() => { ask({ type: 'a' }); ask({ type: 'b' }); ending.abort(); channel.send({ type: 'c' }); }")
    page.clock.run_for(2 * PATIENCE)
    assert [event["type"] for event in sent(page)] == ["a"]
    assert problems(page) == []


STEPS = """() => {
  window.run = { id: "1", done: 0, status: "paused" };
  window.steps = new made.SingleSteps(channel, () => run);
  window.arrive = (change) => { Object.assign(run = { ...run }, change); channel.update({}); };
}"""


def steps_sent(page: Page, *acts: str) -> int:
    page.evaluate(STEPS)
    for act in acts:
        page.evaluate(f"() => {{ {act}; }}")
        page.clock.run_for(1)
    return len(sent(page))


def test_each_press_of_step_is_sent_when_the_epoch_before_has_come(page):
    presses = "for (let i = 0; i < 3; i++) steps.press()"
    assert steps_sent(page, presses, "arrive({})") == 1
    page.evaluate("() => arrive({ done: 1 })")
    page.clock.run_for(1)
    assert len(sent(page)) == 2


@pytest.mark.parametrize("change", ["{ id: '2' }", "{ status: 'running' }", "{ done: 5 }"])
def test_whatever_else_is_done_with_the_run_ends_the_presses_that_wait(page, change):
    assert (
        steps_sent(page, "for (let i = 0; i < 3; i++) steps.press()", f"arrive({change})", "arrive({ done: 1 })") == 1
    )


def test_presses_that_wait_are_forgotten_when_no_epoch_comes(page):
    steps_sent(page, "for (let i = 0; i < 3; i++) steps.press()")
    page.clock.run_for(PATIENCE + 1)
    page.evaluate("() => steps.press()")
    assert len(sent(page)) == 2
    assert page.evaluate("steps.left") == 1


WEIGHTS = """() => {
  window.here = new Set();
  const player = { channel, signal: ending.signal, selected: { unit: 3 } };
  const [has, event, version] = [({ unit }) => here.has(unit), (unit) => unit, () => 1];
  window.weights = new made.UnitWeights(player, { has, event, version });
}"""


def test_weights_are_asked_for_once_and_again_only_if_they_do_not_come(page):
    page.evaluate(WEIGHTS)
    page.evaluate("() => { weights.ask({ unit: 3 }); weights.ask({ unit: 3 }); }")
    assert sent(page) == [{"type": "select", "unit": 3}]
    page.clock.run_for(PATIENCE + 1)
    assert len(sent(page)) == 2
    page.evaluate("() => { here.add(3); channel.update({}); weights.ask({ unit: 3 }); }")
    page.clock.run_for(2 * PATIENCE)
    assert len(sent(page)) == 2


def test_weights_that_were_put_off_are_not_asked_for_once_they_are_dropped(page):
    page.evaluate(WEIGHTS)
    page.evaluate("() => { weights.later(() => weights.ask({ unit: 3 })); weights.cancel(); }")
    page.clock.run_for(1000)
    assert sent(page) == []


VIEW = """() => {
  const [{ signal }, announced] = [ending, []];
  const clock = { position: 1, playing: false, pause() {} };
  Object.assign(clock, { seek: (to) => { clock.position = to; }, play: () => { clock.playing = true; } });
  const player = { channel, signal, clock, announced, redraw() {}, announce: (text) => announced.push(text) };
  window.run = { id: "1", done: 1, total: 9, status: "paused", exact: () => false };
  const ask = (event, answered) => channel.request(event, { answered });
  window.view = { player, signal, ask, get run() { return run; } };
  window.controls = new made.TrainControls(view, () => false);
}"""


def test_play_trains_at_the_live_end_pauses_what_runs_and_otherwise_plays_the_record(page):
    page.evaluate(VIEW)
    assert page.evaluate("controls.toggle()")
    assert page.evaluate("controls.state(view.player.clock).running")
    page.evaluate("() => channel.update({})")
    assert not page.evaluate("controls.state(view.player.clock).running")
    assert page.evaluate("(run.status = 'running', controls.toggle())")
    assert [event["type"] for event in sent(page)] == ["train", "pause"]
    assert not page.evaluate("(Object.assign(run, { status: 'paused', done: 5 }), controls.toggle())")


@pytest.mark.parametrize(
    ("before", "now", "position", "plays"),
    [
        ("{ position: 3 }", "{ done: 6, status: 'paused' }", 3, True),  # many at once are played
        ("{ position: 3 }", "{ done: 6, status: 'running' }", 6, False),
        ("{ position: 2 }", "{ done: 6, status: 'running' }", 2, False),  # a cursor before the live end stays
    ],
)
def test_a_cursor_at_the_live_end_follows_it(page, before, now, position, plays):
    page.evaluate(VIEW)
    page.evaluate(f"() => {{ view.player.clock.position = ({before}).position; Object.assign(run, {now}); }}")
    page.evaluate(f"() => controls.follow({before}, 'paused', 3)")
    assert page.evaluate("[view.player.clock.position, view.player.clock.playing]") == [position, plays]


def test_an_epoch_that_was_refused_is_asked_for_again_when_the_cursor_comes_back(page):
    page.evaluate(VIEW)
    page.evaluate("() => { window.requests = new made.EpochRequests(view); requests.request(4); }")
    page.clock.run_for(1)
    assert sent(page) == [{"type": "look", "epoch": 4, "serial": 1}]
    answer(page, 1, "It was not kept.")
    page.evaluate("() => requests.request(4)")
    page.clock.run_for(1000)
    assert len(sent(page)) == 1
    assert page.evaluate("view.player.announced") == ["It was not kept."]
    page.evaluate("() => { run.exact = (epoch) => epoch === 5; requests.request(5); requests.request(4); }")
    page.clock.run_for(1000)
    assert sent(page)[1:] == [{"type": "look", "epoch": 4, "serial": 2}]


def test_the_resting_epoch_is_reported_only_while_nothing_else_is_under_way(page):
    page.evaluate(VIEW)
    page.evaluate("() => { window.notice = new made.RestNotice(view); notice.at(1); ask({ type: 'a' }); }")
    page.evaluate("() => { view.player.clock.position = 4; notice.at(4); }")
    page.clock.run_for(1500)
    assert len(sent(page)) == 1
    answer(page, 1)
    page.clock.run_for(1500)
    assert sent(page)[1:] == [{"type": "rest", "cursor": 4}]

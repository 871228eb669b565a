"""Events from the player to Python: their order, how often they are sent, and what follows if no answer comes."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.modules.conftest import ORIGIN

pytestmark = pytest.mark.browser
PATIENCE, REPEAT = 5000, 20_000  # ms, as in requests/channel.js

SETUP = """async () => {
  const { Channel } = await import("/requests/channel.js");
  const { SingleSteps } = await import("/requests/single_steps.js");
  const { UnitWeights } = await import("/requests/unit_weights.js");
  const { TrainControls } = await import("/requests/train_controls.js");
  const { RestNotice, EpochRequests } = await import("/requests/epochs.js");
  window.ending = new AbortController();
  window.sent = [];
  window.problems = [];
  window.online = true;
  const host = { key: "player", emit: (event) => sent.push(event), connected: () => online };
  window.opened = () => new Channel({ ...host, signal: ending.signal });
  window.channel = opened();
  const answered = (problem) => problems.push(problem);
  window.ask = (event, options = {}) => channel.request(event, { answered, ...options });
  window.made = { SingleSteps, UnitWeights, TrainControls, RestNotice, EpochRequests };
  // all channels of a page count their serials together: these tests count from their own first
  ask({ type: "first" });
  const first = sent.pop();
  window.zero = first.serial;
  window.sender = first.from;
  window.answer = (serial, problem = "", more = {}) =>
    channel.update({ answer: { from: sender, serial: serial + zero, problem }, ...more });
  answer(0);
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
    events = page.evaluate("sent.map(({ from, ...e }) => (e.serial ? { ...e, serial: e.serial - zero } : e))")
    return list(events)


def problems(page: Page) -> list[str | None]:
    return page.evaluate("problems.map((problem) => problem ?? null)")


def answer(page: Page, serial: int, problem: str = "") -> None:
    """New data answer a request, and the next one that waits is sent."""
    page.evaluate("([serial, problem]) => answer(serial, problem)", [serial, problem])
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
    assert not page.evaluate("channel.asking")


def test_of_the_values_of_one_drag_that_wait_only_the_newest_is_sent(page):
    page.evaluate("() => [1, 2, 3].forEach((value) => ask({ value }, { replaces: 'stroke 1' }))")
    page.evaluate("() => ask({ value: 4 }, { replaces: 'stroke 2' })")
    answer(page, 1)
    answer(page, 2)
    assert [event["value"] for event in sent(page)] == [1, 3, 4]


def test_a_request_is_repeated_with_its_number_until_it_is_answered(page):
    page.evaluate("() => { ask({ type: 'a' }); ask({ type: 'b' }); }")
    page.clock.run_for(PATIENCE - 10)
    assert len(sent(page)) == 1
    page.clock.run_for(20)
    assert problems(page) == [None]  # the view can say that the answer is late
    assert len(sent(page)) == 1
    page.clock.run_for(3 * REPEAT)  # after one, and after two more
    assert sent(page) == [{"type": "a", "serial": 1}] * 3
    answer(page, 1, "late")
    answer(page, 1, "late")
    assert problems(page) == [None, "late"]
    assert sent(page)[3:] == [{"type": "b", "serial": 2}]


def test_an_answer_that_may_be_on_its_way_on_a_slow_line_is_not_asked_for_again(page):
    page.evaluate("() => ask({ type: 'a' })")
    page.clock.run_for(REPEAT - 1000)
    answer(page, 1)
    page.evaluate("() => ask({ type: 'b' })")
    page.clock.run_for(3 * REPEAT)
    assert [event["type"] for event in sent(page)] == ["a", "b"]


def test_data_without_an_answer_and_answers_to_others_answer_nothing(page):
    page.evaluate("() => { ask({ type: 'a' }); channel.update({}); }")
    page.evaluate("() => channel.update({ answer: { from: 'other', serial: zero + 1, problem: '' } })")
    assert page.evaluate("channel.asking")


def test_what_a_player_that_has_left_had_asked_is_sent_when_one_of_its_key_is_back(page):
    page.evaluate("() => { ask({ type: 'a' }); ask({ type: 'b' }); ending.abort(); channel.tell({ type: 'c' }); }")
    page.clock.run_for(2 * PATIENCE)
    assert [event["type"] for event in sent(page)] == ["a"]
    assert problems(page) == []
    page.evaluate("() => { ending = new AbortController(); channel = opened(); channel.next(); }")
    answer(page, 1)
    assert sent(page)[1:] == [{"type": "a", "serial": 1}, {"type": "b", "serial": 2}]


def test_nothing_is_sent_while_the_page_is_cut_off_and_what_was_asked_as_soon_as_it_is_back(page):
    page.evaluate("() => { online = false; ask({ type: 'a' }); }")
    page.clock.run_for(10 * PATIENCE)
    assert sent(page) == []
    page.evaluate("() => { online = true; channel.reconnected(); }")
    assert sent(page) == [{"type": "a", "serial": 1}]


def test_where_there_is_no_python_nothing_is_asked_and_nothing_waits(page):
    page.evaluate(
        """() => {
            channel = new channel.constructor({ key: "alone", signal: ending.signal });
            ask({ type: "a" });
            channel.tell({ type: "b" });
            channel.update({});
        }"""
    )
    page.clock.run_for(2 * REPEAT)
    assert page.evaluate("[channel.open, channel.asking]") == [False, False]
    assert (sent(page), problems(page)) == ([], [])


def test_the_next_picture_is_asked_for_when_the_last_one_is_drawn_and_the_time_has_come(page):
    page.evaluate("() => channel.update({ next: 2 })")
    page.clock.run_for(1990)
    assert sent(page) == []
    page.clock.run_for(300)
    assert sent(page) == [{"type": "tick", "serial": 1}]
    page.evaluate("() => channel.update({ next: 0 })")  # new data, but not those asked for: one at a time
    page.clock.run_for(1000)
    assert len(sent(page)) == 1
    page.evaluate("() => answer(1, '', { next: 0 })")
    page.clock.run_for(10)
    assert sent(page)[1:] == [{"type": "tick", "serial": 2}]
    answer(page, 2)  # there is nothing more to train
    page.clock.run_for(4 * PATIENCE)
    assert len(sent(page)) == 2


def test_a_request_does_not_wait_for_a_picture_and_no_picture_is_asked_for_meanwhile(page):
    page.evaluate("() => channel.update({ next: 0 })")
    page.clock.run_for(10)
    page.evaluate("() => ask({ type: 'pause' })")
    assert sent(page) == [{"type": "tick", "serial": 1}, {"type": "pause", "serial": 2}]
    page.evaluate("() => answer(1, '', { next: 0 })")
    page.clock.run_for(1000)
    assert len(sent(page)) == 2
    answer(page, 2)
    assert problems(page) == [""]


def test_each_press_of_step_is_sent_once_and_one_after_the_other(page):
    page.evaluate("() => { window.steps = new made.SingleSteps(channel); for (let i = 0; i < 3; i++) steps.press(); }")
    for serial in (1, 2, 3):
        assert len(sent(page)) == serial
        answer(page, serial)
    assert [event["type"] for event in sent(page)] == ["step"] * 3


def test_a_held_key_does_not_train_on_for_long_after_it_is_released(page):
    page.evaluate("() => { window.steps = new made.SingleSteps(channel); for (let i = 0; i < 50; i++) steps.press(); }")
    for serial in range(1, 30):
        answer(page, serial)
    assert len(sent(page)) == 10
    page.evaluate("() => steps.press()")
    assert len(sent(page)) == 11


WEIGHTS = """() => {
  window.here = new Set();
  const player = { channel, signal: ending.signal, selected: { unit: 3 } };
  const [has, event, version] = [({ unit }) => here.has(unit), (unit) => unit, () => 1];
  window.weights = new made.UnitWeights(player, { has, event, version });
}"""


def test_weights_are_asked_for_once(page):
    page.evaluate(WEIGHTS)
    page.evaluate("() => { weights.ask({ unit: 3 }); weights.ask({ unit: 3 }); }")
    assert sent(page) == [{"type": "select", "unit": 3, "serial": 1}]
    page.evaluate("() => { here.add(3); answer(1); weights.ask({ unit: 3 }); }")
    page.clock.run_for(2 * PATIENCE)
    assert len(sent(page)) == 1


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
    answer(page, 1)
    assert not page.evaluate("controls.state(view.player.clock).running")
    assert page.evaluate("(run.status = 'running', controls.toggle())")
    assert [event["type"] for event in sent(page)] == ["train", "pause"]
    assert not page.evaluate("controls.state(view.player.clock).running")  # at once, not with the answer
    assert not page.evaluate("(Object.assign(run, { status: 'paused', done: 5 }), controls.toggle())")


def test_pause_pressed_before_train_is_answered_follows_it(page):
    page.evaluate(VIEW)
    page.evaluate("() => { controls.toggle(); controls.toggle(); }")
    assert not page.evaluate("controls.state(view.player.clock).running")
    answer(page, 1)
    assert [event["type"] for event in sent(page)] == ["train", "pause"]
    answer(page, 2)
    assert not page.evaluate("controls.pressed")


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

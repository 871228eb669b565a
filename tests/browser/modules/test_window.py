"""The window onto a sequence that does not fit the stage: it stays within the sequence and follows the position."""

WINDOW = """
const player = { setHover() {}, select(unit) { player.selected = unit; } };
class View extends m.Windowed {
  selectsSteps = true;
  count = 50;
  span = { visible: 10, pitch: 20, windowed: true };
}
Object.defineProperty(View.prototype, "count", { writable: true });
Object.defineProperty(View.prototype, "span", { writable: true });
const view = new View(player);
const firsts = (acts) => acts.map((act) => { act(view); return view.first; });
"""


def firsts(js, *acts):
    """The step at the left edge after each of these actions on a view of 50 steps, ten of which are visible."""
    program = f"{WINDOW} return firsts([{', '.join(f'(view) => view.{act}' for act in acts)}]);"
    return js("sequence/window.js", program)


def test_it_scrolls_from_the_first_step_to_the_last(js):
    assert firsts(js, "scrollTo(7)", "scrollTo(-3)", "scrollTo(999)") == [7, 0, 40]


def test_it_scrolls_as_little_as_makes_a_step_visible(js):
    assert firsts(js, "showStep(9)", "showStep(10)", "showStep(30)", "showStep(25)", "showStep(4)") == [0, 1, 21, 21, 4]


def test_it_follows_the_position_and_may_be_scrolled_until_that_changes(js):
    acts = ("follow(10)", "follow(11)", "follow(12)", "scrollTo(30)", "follow(12)", "follow(13)", "follow(50)")
    assert firsts(js, *acts) == [0, 5, 5, 30, 30, 7, 40]


def test_the_wheel_moves_it_by_whole_steps_and_keeps_the_rest(js):
    wheel = "wheel({{ deltaX: {}, deltaY: 500, shiftKey: false }})"
    assert firsts(js, wheel.format(15), wheel.format(15), wheel.format(-60)) == [0, 1, 0]
    assert firsts(js, "wheel({ deltaX: 0, deltaY: 40, shiftKey: true })", "wheel({ deltaX: 0, deltaY: 9 })") == [2, 2]


def test_shift_with_an_arrow_moves_the_selection_or_without_one_the_window(js):
    assert firsts(js, "moveAcross(3)", "moveAcross(-5)") == [3, 0]
    program = f"{WINDOW} player.selected = {{ unit: 2, t: 9 }}; const seen = [];"
    program += "for (const by of [1, 1, -50]) { view.moveAcross(by); seen.push([player.selected.t, view.first]); }"
    assert js("sequence/window.js", f"{program} return seen;") == [[10, 1], [11, 2], [11, 2]]

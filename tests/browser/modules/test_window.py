"""Windows onto sequences that do not fit the stage: they stay within the sequence and follow the position."""

import pytest

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


ZOOM = """const z = new m.Zoom();
z.fit({ steps: given.steps, rows: given.rows, pane: { x: 58, y: 300, w: 600, h: 200 }, begin: 30 });
"""


def zoom(js, program, steps=1000, rows=64):
    return js("views/inspect/layout.js", f"{ZOOM} {program}", steps=steps, rows=rows)


def test_a_new_window_begins_at_the_first_step_with_readable_columns(js):
    assert zoom(js, "return [z.from, z.span, z.pitch, z.row]") == [0, 20, 30, 22.5]


def test_a_short_sequence_fills_the_window(js):
    assert zoom(js, "return [z.from, z.span, z.visibleRows]", steps=5, rows=3) == [0, 5, 3]


def test_zooming_keeps_the_step_and_the_row_under_the_pointer(js):
    before, after = zoom(
        js,
        "z.move(400, 20); const at = () => [z.x(410), z.y(22)]; const was = at(); z.by(3, 410, 22); return [was, at()]",
    )
    assert after == pytest.approx(before)


def test_the_window_never_leaves_the_sequence_and_ends_at_a_single_value(js):
    assert zoom(js, "z.by(1e9, 3, 3); return [z.from, z.span, z.top, z.visibleRows]") == [0, 1000, 0, 64]
    from_, span = zoom(js, "z.move(1e9); z.by(1e-9, 1000, 3); return [z.from, z.span]")
    assert from_ + span == pytest.approx(1000)
    assert 600 / span >= 34  # px: a column has room for a number
    assert zoom(js, "return z.move(-5)") is False


def test_a_place_is_shown_whole(js):
    from_, span = zoom(js, "z.show(700, 760); return [z.from, z.span]")
    assert from_ <= 700
    assert from_ + span >= 760
    assert zoom(js, "z.show(3, 5); return [z.from, z.span]") == [0, 20]


DATA = """const array = (rows) => ({ shape: [rows.length, rows[0].length], data: Float32Array.from(rows.flat()) });
const arrays = new Map(Object.entries({ overview: array(given.overview), window: array(given.window) }));
arrays.set("order", { data: [1, 0] });
const view = { steps: 8, units: [4, 9], largest: 0.3, quantity: "h", cell: "gru" };
Object.assign(view, { overview: { per: 4 }, window: { first: 2, per: 1 } });
const d = new m.Inspection({ header: { view }, arrays });
"""


def data(js, program):
    return js("views/inspect/data.js", f"{DATA} {program}", overview=[[3, 30], [7, 70]], window=[[2, 20], [3, 30]])


def test_the_finest_columns_that_have_all_steps_are_drawn(js):
    assert data(js, "return [d.columns(2, 4).per, d.columns(1, 3).per]") == [1, 4]
    assert data(js, "return d.value(3, 1)") == {"value": 30, "first": 3, "last": 3}
    assert data(js, "return d.value(5, 0)") == {"value": 7, "first": 4, "last": 7}


def test_rows_are_in_the_order_of_the_units_and_have_their_names(js):
    assert data(js, "return [...d.overview.matrix(d.order)]") == [30, 70, 3, 7]
    assert data(js, "return d.name(1)") == 9

"""The rows of the tab Table, as text."""


def test_a_cell_without_a_number_is_empty_and_nan_is_told(js):
    program = """
        const table = new m.TablePanel({}, new AbortController().signal);
        table.columns = [{ data: given.data, missing: given.missing }, { text: given.text }];
        return given.data.map((_, i) => [...table.row(i).children].map((cell) => cell.textContent));
    """
    rows = js("panels/table.js", program, data=[1.5, float("nan"), 0], missing=[0, 0, 1], text=["a", "", "c"])
    assert rows == [["1.5", "a"], ["NaN", ""], ["", "c"]]

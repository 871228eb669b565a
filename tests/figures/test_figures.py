import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as some

from rnnlab.config.networks import LayersConfig
from rnnlab.config.training import TextConfig
from rnnlab.figures import embedding_map, loss_curve, principal_plane, unit_heatmap, unit_lines
from rnnlab.figures.theme import diverging_scale, plain
from rnnlab.player.palette import DARK, LIGHT
from rnnlab.tracing.record import record_layers
from rnnlab.training.trainer import Trainer, train_text


@pytest.fixture(scope="module")
def layers():
    return record_layers(
        LayersConfig(seq_len=5, batch_size=2, hidden_size=3, num_layers=2, bidirectional=True, cell="lstm")
    )


@pytest.fixture(scope="module")
def training():
    return train_text(epochs=3)


def test_the_heatmap_shows_a_row_per_unit_and_a_column_per_step(layers):
    figure = unit_heatmap(layers, 1, reverse=True, item=1)
    (heat,) = figure.data
    assert np.array_equal(heat.z, layers["layer1.reverse.h"][:, 1].T)
    assert (heat.zmin, heat.zmax) == (-1, 1)
    assert list(heat.x) == [1, 2, 3, 4, 5]
    assert figure.layout.yaxis.autorange == "reversed"  # unit 0 on top


def test_a_line_per_chosen_unit_named_in_the_picture(layers):
    figure = unit_lines(layers, [2, 0], 0, quantity="c")
    assert [line.name for line in figure.data] == ["unit 2", "unit 0"]
    assert np.array_equal(figure.data[0].y, layers["layer0.c"][:, 0, 2])
    assert figure.data[0].line.dash != figure.data[1].line.dash  # never by colour alone
    assert figure.data[0].text[-1] == "unit 2"


def test_no_units_give_an_empty_chart(layers):
    assert len(unit_lines(layers, []).data) == 0


def test_the_loss_curve_is_the_losses(training):
    (line,) = loss_curve(training).data
    assert np.array_equal(line.y, training["losses"])
    assert list(line.x) == [1, 2, 3]


def test_the_loss_curve_of_a_thinned_recording_stands_over_its_own_epochs():
    trainer = Trainer(TextConfig(epochs=100))
    list(trainer)
    (line,) = loss_curve(trainer.recording(1, points=12)).data
    whole = trainer.recording().losses
    assert (len(line.x) < 50, line.x[-1]) == (True, 100)
    assert list(line.y) == [whole[epoch - 1] for epoch in line.x]


def test_the_map_has_a_point_per_symbol_at_the_last_epoch(training):
    figure = embedding_map(training)
    plane = principal_plane(training["emb.weight"][-1])
    assert list(figure.data[0].text) == ["e", "h", "l", "o"]
    assert np.array_equal(figure.data[0].x, plane.points[:, 0])
    assert figure.layout.xaxis.title.text == f"component 1, {plane.variance[0]:.0%} of the variance"


def test_a_persons_text_is_shown_letter_for_letter():
    recording = train_text('<a href="x">&', '&>"x"=ferh a<'[:13], epochs=1)
    shown = embedding_map(recording).data[0].text
    assert not any("<" in text or ">" in text for text in shown)
    assert {"&lt;", "&gt;", "&amp;"} <= set(shown)
    assert plain("a<br>b") == "a&lt;br&gt;b"


@pytest.mark.parametrize("dark", [False, True])
def test_every_figure_wears_its_theme(layers, training, dark):
    p = DARK if dark else LIGHT
    for figure in (
        unit_heatmap(layers, dark=dark),
        unit_lines(layers, [0], dark=dark),
        loss_curve(training, dark=dark),
        embedding_map(training, dark=dark),
    ):
        assert isinstance(figure, go.Figure)
        assert figure.layout.font.color == p.ink_2
        assert figure.layout.xaxis.title.text
        assert figure.layout.yaxis.title.text
    assert diverging_scale(dark)[4] == [0.5, p.stops[4]]


def test_points_on_a_line_lie_on_a_line():
    """Hand-worked: (0,0), (3,4), (6,8) are 5 apart along one direction, which has all the variance."""
    plane = principal_plane(np.array([[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]]))
    np.testing.assert_allclose(plane.points, [[-5, 0], [0, 0], [5, 0]], atol=1e-12)
    np.testing.assert_allclose(plane.variance, [1, 0], atol=1e-12)


@given(some.integers(1, 8), some.integers(1, 6), some.integers(0, 2**16))
def test_the_plane_keeps_as_much_variance_as_any(n, d, seed):
    rows = np.random.default_rng(seed).normal(size=(n, d))
    plane = principal_plane(rows)
    assert plane.points.shape == (n, 2)
    values = np.sort(np.linalg.eigvalsh(np.cov(rows.T).reshape(d, d) if n > 1 else np.zeros((d, d))))[::-1]
    if values.sum() > 1e-9:
        expected = np.pad(values, (0, 2))[:2] / values.sum()
        np.testing.assert_allclose(plane.variance, expected, atol=1e-9)
    else:
        assert plane.variance.tolist() == [0, 0]
    again = principal_plane(rows.copy())
    assert np.array_equal(plane.points, again.points)


@pytest.mark.parametrize("rows", [np.ones((1, 4)), np.ones((5, 3)), np.zeros((3, 1)), np.array([[1.0], [2.0]])])
def test_a_table_without_two_directions_still_has_a_picture(rows):
    plane = principal_plane(rows)
    assert np.isfinite(plane.points).all()
    assert np.isfinite(plane.variance).all()


def test_two_symbols_lie_on_one_line_and_rounding_is_not_taken_for_a_second():
    rows = np.random.default_rng(0).normal(size=(2, 10)).astype(np.float32)
    plane = principal_plane(rows)
    assert plane.points[:, 1].tolist() == [0.0, 0.0]
    assert plane.variance.tolist() == [1.0, 0.0]


def test_the_loss_curve_marks_the_floor_and_each_clipped_epoch():
    recording = train_text(epochs=2)
    assert not loss_curve(recording).layout.shapes
    trainer = Trainer(TextConfig(clip=0.1, epochs=4))
    trainer.run_for(60)
    clipped = trainer.recording()
    figure = loss_curve(clipped, floor=0.25)
    assert list(figure.data[1].x) == clipped["clipped"].tolist() == [1, 2, 3, 4]
    assert np.array_equal(figure.data[1].customdata, clipped["clipped.norm"])
    (floor,) = figure.layout.shapes
    assert (floor.y0, floor.y1, floor.line.dash) == (0.25, 0.25, "dash")
    assert figure.layout.annotations[0].text == "best without memory 0.250"

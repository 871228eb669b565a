"""What a page without Python is given of a recording, and which recordings it cannot show."""

import json

import pytest

from rnnlab import LayersConfig, Recording, RecordingError, train_text
from rnnlab.player.alone import for_page_alone
from rnnlab.tracing.record import record_layers

LAYERS = record_layers(LayersConfig(cell="lstm", bidirectional=True))
TRAINING = train_text("hello", "ohlol", hidden_size=4, num_layers=2, epochs=5)


@pytest.mark.parametrize("size", [0, 3, 2**40, "2", None, True, [2]])
@pytest.mark.parametrize("name", ["hidden_size", "num_layers", "bidirectional", "input_size"])
def test_a_header_that_says_other_sizes_than_its_arrays_is_refused(name, size):
    if (name, size) == ("bidirectional", True):
        return
    config = {**LAYERS.header["config"], name: size}
    with pytest.raises(RecordingError, match=r"^(recording|\w+) must "):
        for_page_alone(LAYERS.with_header(config=config))


@pytest.mark.parametrize("epochs", [-1, 2**40, "5", 0.5])
def test_more_epochs_than_any_run_has_are_refused(epochs):
    config = {**TRAINING.header["config"], "epochs": epochs}
    for header in ({"config": config}, {"epochs_done": epochs}):
        with pytest.raises(RecordingError, match=r"^epochs(_done)? must be a whole number up to 1000000, got "):
            for_page_alone(TRAINING.with_header(**header))


@pytest.mark.parametrize("left_out", ["layer0.h", "layer1.c", "x", "weight_hh_l0"])
def test_missing_arrays(left_out):
    recording = Recording({name: LAYERS[name] for name in LAYERS if name != left_out}, LAYERS.header)
    if left_out in ("layer0.h", "layer1.c", "x"):
        with pytest.raises(RecordingError, match=r"^(recording|quantity of a layer) must "):
            for_page_alone(recording)
    else:
        assert for_page_alone(recording).keys() == recording.keys()


@pytest.mark.parametrize(("done", "status"), [(5, "done"), (3, "recorded")])
def test_a_training_is_the_only_run_of_its_page(done, status):
    shown = for_page_alone(TRAINING.with_header(epochs_done=done, status="running")).header
    assert shown["status"] == status
    (run,) = shown["view"]["runs"]
    assert (run["done"], run["total"], run["status"]) == (done, 5, status)
    assert shown["view"]["floor"] == pytest.approx(0.2773, abs=1e-4)
    failed = for_page_alone(TRAINING.with_header(failure="loss must be finite, got NaN")).header
    assert failed["status"] == "failed"
    bare = json.loads(json.dumps(dict(TRAINING.header)))
    del bare["config"]["source"]
    assert for_page_alone(Recording(TRAINING, bare)).header["view"]["floor"] is None

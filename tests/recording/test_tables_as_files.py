"""Any quantity or array as a CSV or a Parquet file."""

import numpy as np
import pandas as pd
import pytest

from rnnlab import LayersConfig, Recording, RecordingError, export
from rnnlab.tracing.record import record_layers

RECORDING = record_layers(LayersConfig(cell="lstm", batch_size=2))
WATCHED = Recording(
    {"0.layer0.h.grad": np.ones((2, 1, 3), np.float32), "layer0.h.grad": np.ones((2, 1, 3), np.float32)},
    {"kind": "layers"},
)


@pytest.mark.parametrize("name", ["h", "layer1.f", "weight_hh_l0"])
def test_both_files_hold_the_table(tmp_path, name):
    table = RECORDING.to_frame(name)
    RECORDING.to_csv(name, tmp_path / "a.csv")
    RECORDING.to_parquet(name, tmp_path / "a.parquet")
    assert (tmp_path / "a.csv").read_bytes() == export.csv(RECORDING, name).encode()
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "a.parquet"), table)
    assert pd.read_parquet(tmp_path / "a.parquet")["value"].to_numpy().tobytes() == table["value"].to_numpy().tobytes()


def test_numbers_that_are_not_finite_are_kept(tmp_path):
    recording = Recording({"a": np.array([np.nan, np.inf, -np.inf, 1.5])}, {"kind": "x"})
    recording.to_parquet("a", tmp_path / "a.parquet")
    np.testing.assert_array_equal(pd.read_parquet(tmp_path / "a.parquet")["value"], recording["a"])


def test_a_gradient_is_a_quantity_of_its_layer():
    assert [*WATCHED.to_frame("h.grad")] == ["step", "layer", "unit", "value"]


@pytest.mark.parametrize("write", [RECORDING.to_csv, RECORDING.to_parquet])
def test_an_unknown_name_or_a_file_that_cannot_be_written_is_refused(write, tmp_path):
    with pytest.raises(RecordingError, match=r"^name must be one of "):
        write("q", tmp_path / "a")
    assert not (tmp_path / "a").exists()
    for path in (tmp_path, tmp_path / "no" / "a", None, "a\0"):
        with pytest.raises(RecordingError, match=r"^path must be a file that can be written, got "):
            write("h", path)

"""Tables in the form that the browser is sent."""

import numpy as np
import pandas as pd

from rnnlab.config.training import TextConfig
from rnnlab.training.trainer import Trainer
from rnnlab.ui.panels.table import first_rows, table_of


def trained(epochs):
    trainer = Trainer(TextConfig(epochs=100))
    list(zip(range(epochs), trainer, strict=False))
    return trainer


def test_a_loss_stands_beside_its_epoch_and_what_was_predicted_there():
    trainer = trained(9)
    table, whole = table_of(trainer.recording(), "losses"), trainer.recording()
    assert table["epoch"].tolist() == list(range(1, 10))
    assert table["loss"].tolist() == whole.losses
    assert table["predicted"].tolist() == whole.predictions


def test_the_losses_of_a_thinned_recording_stand_beside_their_own_epochs():
    trainer = trained(100)
    seen, whole = trainer.recording(1, points=12), trainer.recording()
    table = table_of(seen, "losses")
    assert len(table) < 50
    assert table["epoch"].tolist() == seen["losses.epoch"].tolist()
    assert table["loss"].tolist() == [whole.losses[epoch - 1] for epoch in table["epoch"]]
    assert table["predicted"].tolist() == [whole.predictions[epoch - 1] for epoch in table["epoch"]]


def test_a_training_that_has_not_begun_has_an_empty_table_with_the_same_columns():
    table = table_of(trained(0).recording(), "losses")
    arrays, columns = first_rows(table)
    assert table.columns.tolist() == ["epoch", "loss", "predicted"]
    assert all(len(array) == 0 for array in arrays.values())
    assert len(columns) == 3


def test_a_missing_number_is_told_from_one_that_is_not_a_number():
    values = pd.arrays.FloatingArray(np.array([1.5, np.nan, 7], np.float32), np.array([False, False, True]))
    arrays, columns = first_rows(pd.DataFrame({"loss": values}))
    assert arrays["column0"].dtype == np.float32
    assert np.array_equal(arrays["column0"][:2], [1.5, np.nan], equal_nan=True)
    assert arrays["missing0"].tolist() == [0, 0, 1]
    assert columns == [{"name": "loss"}]

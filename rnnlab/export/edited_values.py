"""`edit_lines`: the lines of a script that set the values that a person has edited on the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rnnlab.config.edits import Edit, check_edits, digits
from rnnlab.config.networks import CellConfig, LayersConfig
from rnnlab.export.script_parts import set_by_hand


def edit_lines(
    edits: Sequence[Edit], config: CellConfig | LayersConfig, variables: Mapping[str, str], module: str
) -> str:
    """A block of assignments; "" without edits.

    Args:
        edits: The values that were set.
        config: Of the edited network.
        variables: The script's variables of arrays that are no weights, by the arrays' names.
        module: The script's variable for the module that holds the weights.

    Raises:
        EditError: An edit is of a number that the config does not have.
    """
    check_edits(edits, config)
    lines = []
    for edit in edits:
        index = edit.index
        if edit.name == "x" and isinstance(config, LayersConfig) and config.batch_first:
            index = (index[1], index[0], index[2])
        name = variables.get(edit.name, f"{module}.{edit.name}")
        lines.append(f"{name}[{', '.join(map(str, index))}] = {digits(edit.value)}")
    return set_by_hand(lines)

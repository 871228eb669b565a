"""`recurrent_parts`: the modules of a model whose calls can be recorded, or one sentence that says what to pass."""

from __future__ import annotations

from torch import nn

from rnnlab.errors import TraceError
from rnnlab.nn.module_names import cell_of, class_name

_RULE = "a model that holds an nn.RNN, nn.LSTM, nn.GRU or one of their cells, with torch's own forward"
_NAMES = ("RNN", "LSTM", "GRU", "RNNCell", "LSTMCell", "GRUCell")


def recurrent_parts(model: object) -> dict[str, nn.Module]:
    """The recurrent modules of a model by their dotted path; "" is the model itself. One that is shared comes once.

    Raises:
        TraceError: There is none, or one lies in something that does not run it as it stands: compiled, scripted,
            quantized or spread over devices.
    """
    if not isinstance(model, nn.Module):
        raise TraceError(f"model must be {_RULE}, got {class_name(model)}")
    found: dict[str, nn.Module] = {}
    for path, part in model.named_modules():
        _check(path, part)
        if cell_of(part) is not None:
            found[path] = part
    if not found:
        raise TraceError(f"model must be {_RULE}, got {_without_one(model)}")
    return found


def _check(path: str, part: nn.Module) -> None:
    """Raise a TraceError if a part runs recurrent modules in a way that no hook sees."""
    name, place = class_name(part), f"model.{path}" if path else "model"
    if getattr(part, "_compiled_call_impl", None) is not None and _holds_one(part):
        raise TraceError(f"model must not be compiled, got {place} after compile(): watch it before compile()")
    if name.endswith(".OptimizedModule") and _holds_one(part):
        raise TraceError(f"model must not be compiled, got {name}: pass {place}._orig_mod")
    if isinstance(part, nn.DataParallel | nn.parallel.DistributedDataParallel) and _holds_one(part):
        raise TraceError(f"model must run on one device, got {name}: pass {place}.module")
    if isinstance(part, nn.Module) and hasattr(part, "original_name") and part.original_name in _NAMES:
        raise TraceError(
            f"model must not be scripted, got {part.original_name} as {name}: pass the model it is made of"
        )
    if name.startswith("torch.ao.") and name.rsplit(".", 1)[-1] in _NAMES:
        raise TraceError(f"model must not be quantized, got {name}: pass the model it is made of")


def _holds_one(part: nn.Module) -> bool:
    return any(isinstance(inner, nn.RNNBase | nn.RNNCellBase) for inner in part.modules())


def _without_one(model: nn.Module) -> str:
    """The model, and which of its parts has a forward of its own."""
    name = class_name(model)
    for path, part in model.named_modules():
        if isinstance(part, nn.RNNBase | nn.RNNCellBase):
            return f"{name}, whose {f'model.{path}' if path else 'class'} has a forward of its own"
    return name

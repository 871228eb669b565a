"""Random ablations: a network, two texts, and a place in it."""

from hypothesis import strategies as st

from tests.nn.network_cases import letters, networks, texts

PLACES = {"rnn": (None,), "gru": (None, *"rzn"), "lstm": (None, *"ifgo", "c")}


@st.composite
def cases(draw, dtype=None, least=1):
    """A network, a text and its target, and a unit to clamp: the arguments of `ablate`."""
    model = draw(networks(dtype=dtype))
    source = draw(texts(model, least=least))
    target = draw(texts(model, least=len(source), most=len(source)))
    cell = type(model.rnn).__name__.lower()
    place = {
        "unit": draw(st.integers(0, model.rnn.hidden_size - 1)),
        "layer": draw(st.integers(0, model.rnn.num_layers - 1)),
        "gate": draw(st.sampled_from(PLACES[cell])),
        "vocab": letters(model),
    }
    return model, source, target, place

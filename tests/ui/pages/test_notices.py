"""What a link gets wrong is told on every page in words: no value as Python writes it, no name that no label has."""

import re

import pytest

from rnnlab.ui.forms.settings import CELL, LAYERS, TRAINING
from rnnlab.ui.pages.ablation.form import ABLATION
from rnnlab.ui.pages.generation.form import FREE
from rnnlab.ui.pages.home.form import default_first, fields
from rnnlab.ui.pages.race.form import RACE
from tests.ui.look import texts

TABLES = {
    "home": fields(default_first()),
    "cell": CELL,
    "layers": LAYERS,
    "training": TRAINING,
    "race": RACE,
    "free": FREE,
    "ablation": ABLATION,
}
# A call, an escape, a container, None, a class, or a name with a number as in rain_1.
PYTHON = re.compile(r"\w\(|\\\\[nxuU]|\bNone\b|<class|[{}\[\]]|\b(True|False)\b|[a-z]_\d")


@pytest.mark.parametrize("junk", ["None\n", "9" * 15, ""])
@pytest.mark.parametrize("name", TABLES)
def test_every_notice_is_in_words(run_page, name, junk):
    page = run_page(name, **{field.name: junk for field in TABLES[name] if field.kind != "text" or not junk})
    found = [text for text in texts(page) if text.startswith("In the link, ")]
    assert len(found) >= 3 or not junk
    assert not [text for text in found if PYTHON.search(re.sub("'[^']*'", "", text)) or "\\" in text]

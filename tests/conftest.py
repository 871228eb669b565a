"""Settings of hypothesis, the order of tests, and `run_page`, which runs a page without a browser."""

import functools
import os
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # before torch is imported; as app.py does

import pytest
from hypothesis import settings
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parent.parent

# No deadline: the first example includes the import of torch, and a busy machine must not fail. The same examples in
# every run, so that none fails by chance; `bash tests/run.sh --hypothesis-profile=random` draws others.
settings.register_profile("same", deadline=None, max_examples=25, derandomize=True, print_blob=True)
settings.register_profile("random", deadline=None, max_examples=200)
settings.load_profile("same")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests first whose files take longest: short ones at the end keep both cores busy."""
    longest = ("tests/browser/", "tests/ui/serving/", "tests/ui/", "tests/training/")
    items.sort(key=lambda item: [not item.nodeid.startswith(folder) for folder in longest])


@pytest.fixture(autouse=True, scope="session")
def the_player_is_looked_for_once() -> Iterator[None]:
    """Each page of a test searches all installed packages for components; they stay what they are."""
    with pytest.MonkeyPatch.context() as patch:
        found = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", found)
        yield


@pytest.fixture
def run_page(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """`run_page("cell", seq_len="5")` runs pages/cell.py as if opened with ?seq_len=5; an exception there fails."""
    monkeypatch.chdir(ROOT)  # where streamlit looks for its settings

    def run(name: str, **query: str) -> AppTest:
        page = AppTest.from_file(str(ROOT / "pages" / f"{name}.py"), default_timeout=30)
        for key, value in query.items():
            page.query_params[key] = value
        page.session_state["address.ready"] = True  # as once a browser has loaded the menu
        page.run()
        assert not page.exception, page.exception
        return page

    return run

"""`startup` imports in the background what the first visitors would otherwise wait for."""

import subprocess
import sys

import pytest

from tests.conftest import ROOT

AT_ONCE = "from rnnlab.ui.live import budget; budget.BURST = 10_000.0"  # as for the tests in this process


def imported_after(preparation: str, page: str) -> list[str]:
    """Modules that a page imports after that, in a fresh process; components are only known inside a script's run."""
    code = f"""if True:
        import sys; from streamlit.testing.v1 import AppTest
        ready = "import rnnlab.ui.serving.startup as start, streamlit as st; {preparation}; st.title('ready')"
        warm = AppTest.from_string(ready, default_timeout=60).run()
        before = set(sys.modules)
        page = AppTest.from_file({str(ROOT / page)!r}, default_timeout=60).run()
        assert (warm.title[0].value, len(warm.exception), len(page.exception)) == ("ready", 0, 0)
        assert page.get("bidi_component")
        print(*sorted(set(sys.modules) - before))
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return done.stdout.split()


def roots(names: list[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


def test_home_imports_nothing_more():
    found = imported_after("start.prepare_home()", "app.py")
    assert not roots(found) & {"rnnlab", "numpy", "safetensors", "regex", "streamlit", "torch", "pandas"}


@pytest.mark.parametrize("page", ["training", "free"])
def test_the_other_pages_find_torch_and_its_optimisers(page):
    """Nor do they ever need torch's compiler, which takes longer to import than all the rest."""
    found = imported_after(f"start.prepare_home(); start.prepare_pages(); {AT_ONCE}", f"pages/{page}.py")
    assert not roots(found) & {"torch", "sympy", "numpy", "streamlit"}

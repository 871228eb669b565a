"""`startup` imports in the background what the first visitors would otherwise wait for."""

import subprocess
import sys

from tests.conftest import ROOT

AT_ONCE = "from rnnlab.ui.live import budget; budget.BURST = 10_000.0"  # as for the tests in this process


def imported_after(preparation: str, *pages: str) -> list[str]:
    """Modules that pages import after that, in a fresh process; components are only known inside a script's run."""
    code = f"""if True:
        import sys; from streamlit.testing.v1 import AppTest
        ready = "import rnnlab.ui.serving.startup as start, streamlit as st; {preparation}; st.title('ready')"
        warm = AppTest.from_string(ready, default_timeout=60).run()
        before = set(sys.modules)
        assert (warm.title[0].value, len(warm.exception)) == ("ready", 0)
        for file in {[str(ROOT / page) for page in pages]}:
            page = AppTest.from_file(file, default_timeout=60).run()
            assert not page.exception and page.get("bidi_component")
        print(*sorted(set(sys.modules) - before))
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return done.stdout.split()


def roots(names: list[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


def test_home_imports_nothing_more():
    found = imported_after("start.prepare_home()", "app.py")
    assert not roots(found) & {"rnnlab", "numpy", "safetensors", "regex", "streamlit", "torch", "pandas"}


def test_the_other_pages_find_torch_and_its_optimisers():
    """Nor do they ever need torch's compiler, which takes longer to import than all the rest."""
    found = imported_after(
        f"start.prepare_home(); start.prepare_pages(); {AT_ONCE}", "pages/training.py", "pages/free.py"
    )
    assert not roots(found) & {"torch", "sympy", "numpy", "streamlit"}

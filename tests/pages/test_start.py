"""The server gets ready before its first visitor is there."""

import subprocess
import sys

from tests.conftest import ROOT

HEAVY = ("rnnlab", "numpy", "safetensors", "regex", "streamlit")


def test_whoever_comes_after_the_warm_up_imports_nothing_more():
    """In a fresh process; the components that the pages show are only known inside a script's run."""
    code = f"""if True:
        import sys; from streamlit.testing.v1 import AppTest
        ready = "import rnnlab.ui.start as start, streamlit as st; start._get_ready(); st.title('ready')"
        warm = AppTest.from_string(ready, default_timeout=30).run()
        before = set(sys.modules)
        page = AppTest.from_file({str(ROOT / "app.py")!r}, default_timeout=30).run()
        print(warm.title[0].value, len(page.get("bidi_component")), len(warm.exception) + len(page.exception))
        print([name for name in sorted(set(sys.modules) - before) if name.partition(".")[0] in {HEAVY}])
        print([name for name in ("torch", "pandas") if name in sys.modules])
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.splitlines() == ["ready 2 0", "[]", "[]"]

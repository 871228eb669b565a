"""Entry point: the app that `streamlit run app.py` serves, and the script that Streamlit runs for every visit."""

import os
import sys

# Before torch is imported anywhere: its thread pools fight over the same cores once several people train.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# Seconds until Python switches to another waiting thread. The server's thread sends what the script's thread draws: at
# the default of 5 ms, half of the time from a changed number to its picture was spent waiting for a switch. At 0.1 ms
# a streamed training became too slow.
sys.setswitchinterval(0.00025)

import streamlit as st  # noqa: E402

if __name__ == "__main__":  # a visit: Streamlit runs this file as its script
    from rnnlab.ui.shell.given import show_given
    from rnnlab.ui.shell.menu import menu
    from rnnlab.ui.shell.page_table import tab_title
    from rnnlab.ui.shell.reruns import begin_run
    from rnnlab.ui.shell.router import navigation
    from rnnlab.ui.shell.style import ICON, apply_style

    begin_run()
    page = navigation()
    show_given(page.url_path)
    st.set_page_config(page_title=tab_title(page.title), page_icon=ICON, layout="wide")
    with st.sidebar:
        menu(page.title)
    apply_style()
    page.run()
else:  # `streamlit run app.py` finds an app in this file, and imports it once to serve it
    from starlette.middleware import Middleware

    from rnnlab.ui.serving.connections import Connections
    from rnnlab.ui.serving.requests import Requests
    from rnnlab.ui.serving.startup import keep_offline, warm_up

    keep_offline()
    app = st.App(__file__, lifespan=warm_up, middleware=[Middleware(Requests), Middleware(Connections)])

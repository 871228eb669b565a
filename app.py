"""The server and, for every visit, the router; nothing else."""

import os
import sys

# Before torch is imported anywhere: its thread pools fight over the same cores once several people train.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# A page's messages leave the process only when the server's thread gets a turn beside the script's own; at Python's
# default of 5 ms a turn, half of the time from a changed number to its picture was waiting for turns. At a tenth of a
# millisecond training that is watched lost too much.
sys.setswitchinterval(0.00025)

import streamlit as st  # noqa: E402

if __name__ == "__main__":  # a visit: Streamlit runs this file as its script
    from rnnlab.ui.shell.menu import menu
    from rnnlab.ui.shell.router import navigation
    from rnnlab.ui.shell.style import ICON, apply_style

    st.set_page_config(page_title="RNN Lab", page_icon=ICON, layout="wide")
    page = navigation()
    menu(page.title)
    apply_style()
    page.run()
else:  # `streamlit run app.py` finds an app in this file, and imports it once to serve it
    from rnnlab.ui.startup import keep_offline, warm_up

    keep_offline()
    app = st.App(__file__, lifespan=warm_up)

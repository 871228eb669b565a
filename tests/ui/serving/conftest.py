"""`served`: the app as a class uses it, but on this machine; a traceback in its log fails the test that caused it."""

from collections.abc import Iterator

import pytest

from tests.browser.helpers import Server, running_app

NAME = "lab.example"  # under which the server is addressed
OPTIONS = ("--server.address=0.0.0.0", f"--browser.serverAddress={NAME}")


@pytest.fixture(scope="package")
def server_of_a_class() -> Iterator[Server]:
    with running_app(options=OPTIONS) as server:
        yield server


@pytest.fixture
def served(server_of_a_class: Server) -> Iterator[Server]:
    """A server that was started as README.md says for a class."""
    before = len(server_of_a_class.log)
    yield server_of_a_class
    log = "".join(server_of_a_class.log[before:])
    assert "Traceback" not in log, log

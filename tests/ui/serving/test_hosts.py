"""The names that a server answers to: its own, and every address of numbers."""

import socket

import pytest
from streamlit import config

from rnnlab.ui.serving.hosts import answers_to, is_origin, own_names

NAMES = frozenset({"lab.example", "*.school.example"})


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "localhost:8501", "LOCALHOST.:1", "app.localhost", "127.0.0.1:8501", "192.168.1.20", "[::1]"),
        *("[::1]:8501", "[fe80::1]:8501", "lab.example", "Lab.Example:8501", "lab.example.", "a.b.school.example"),
    ],
)
def test_its_own_names_and_addresses(host):
    assert answers_to(host, NAMES)


@pytest.mark.parametrize(
    "host",
    [
        *(None, "", " ", ":8501", "[", "[::1", "a:b:c", "127.0.0.1:99999999", "127.0.0.1:x", "evil.example@127.0.0.1"),
        *("evil.example", "evil.example:8501", "127.0.0.1.evil.example", "localhost.evil.example", "xlab.example"),
        *("lab.example.evil", "school.example", "schoolxexample", "\xff", "0x7f000001", "2130706433", "a/b", "a?b"),
    ],
)
def test_no_other(host):
    assert not answers_to(host, NAMES)


def test_any_name_if_a_person_says_so():
    assert answers_to("evil.example", {"*"})


def test_the_names_are_those_in_the_settings_and_the_machines():
    before = {name: config.get_option(name) for name in ("browser.serverAddress", "server.allowedHosts")}
    try:
        config.set_option("browser.serverAddress", "Lab.Example.")
        config.set_option("server.allowedHosts", ["*.school.example"])
        assert own_names() >= NAMES | {socket.gethostname().lower()}
        assert "evil.example" not in own_names()
    finally:
        for name, value in before.items():
            config.set_option(name, value)


@pytest.mark.parametrize("origin", ["null", "http://lab.example", "http://[::1]:8501", "https://evil.example"])
def test_an_origin_can_be_read(origin):
    assert is_origin(origin)


@pytest.mark.parametrize("origin", ["", "http://[", "http://[::1", "http://lab.example:99999999", "http://"])
def test_no_origin(origin):
    assert not is_origin(origin)

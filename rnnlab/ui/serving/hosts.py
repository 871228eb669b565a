"""`answers_to`: the names under which this server may be addressed."""

from __future__ import annotations

import socket
from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

from streamlit import config


def answers_to(host: str | None, names: Collection[str]) -> bool:
    """Whether a request with this Host header is for this server.

    A page of another site can have its own name point to this machine (DNS rebinding), so that for the browser the
    server is part of that site. But it cannot have an address of numbers, nor the server's own name.

    Args:
        host: The header; None if there is none.
        names: Names of this server, in small letters; `*.example.org` stands for all that end like it, `*` for any.

    Returns:
        True for an IP address, `localhost`, and the names given, whatever the port.
    """
    if "*" in names:
        return True
    name = _name(f"//{host}") if host else None
    if name is None:
        return False
    if name == "localhost" or name.endswith(".localhost") or name in names or _is_address(name):
        return True
    return any(pattern.startswith("*.") and name.endswith(pattern[1:]) for pattern in names)


def is_origin(origin: str) -> bool:
    """Whether an Origin header can be read at all."""
    return origin == "null" or _name(origin) is not None


def own_names() -> frozenset[str]:
    """The names of this server: those in Streamlit's settings, and this machine's."""
    machine = socket.gethostname()
    given = (config.get_option("browser.serverAddress"), config.get_option("server.address"))
    names = [*given, *config.get_option("server.allowedHosts"), machine, f"{machine}.local"]
    return frozenset(name.strip().lower().rstrip(".") for name in names if name)


def _name(url: str) -> str | None:
    """The host of a URL in small letters, None if it has none or is no URL."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # which is read only here, and may be none
    except ValueError:
        return None
    return None if "@" in parts.netloc or not parts.hostname else parts.hostname.rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True

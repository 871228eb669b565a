"""`settings`: those of an nginx before several server processes, which keeps every browser with one of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

_COOKIE = "rnnlab_process"

_SETTINGS = """
daemon off;
worker_processes 1;  # which then knows of every connection
pid {folder}/nginx.pid;
events {{ worker_connections 8192; }}
http {{
    access_log off;
    server_tokens off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;

    # A browser that is new gets the process with the fewest connections, and a cookie that names it.
    upstream any {{
        least_conn;
        {any}
    }}
{own}
    map $cookie_{cookie} $process {{
        default any;
        {by_cookie}
    }}
    map $upstream_addr $served_by {{
        {by_address}
    }}
    # Said only if it is news: at the first visit, and when another process has taken over.
    map "$cookie_{cookie} $served_by" $news {{
        "~^(\\d+) \\1$" "";
        default "{cookie}=$served_by; Path=/; HttpOnly; SameSite=Lax";
    }}
    map $http_upgrade $then {{ default upgrade; '' ''; }}

    server {{
        listen {address}:{port};
        client_max_body_size 0;  # the processes refuse a file that is too large
        location / {{
            proxy_pass http://$process;
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $then;
            proxy_connect_timeout 2s;
            proxy_read_timeout 1h;
            proxy_send_timeout 1h;
            proxy_buffering off;
            proxy_request_buffering off;
            add_header Set-Cookie $news always;
        }}
    }}
}}
"""
# A process that does not answer is asked again after two seconds; meanwhile the others take over.
_PATIENCE = "max_fails=1 fail_timeout=2s"


def settings(ports: Sequence[int], *, address: str, port: int, folder: Path) -> str:
    """Settings of an nginx that spreads browsers over processes.

    Pages, websockets, uploads and downloads of one browser all reach the same process, which is the one that knows its
    sessions. Several people behind one address are spread as any others are, since a cookie tells them apart.

    Args:
        ports: Where the processes listen on this machine.
        address, port: Where nginx listens.
        folder: An empty folder for its temporary files.

    Returns:
        The text of `nginx.conf`.

    Source: https://nginx.org/en/docs/http/ngx_http_upstream_module.html
    """
    servers = [f"server 127.0.0.1:{each} {_PATIENCE};" for each in ports]
    indent = "\n        "
    return _SETTINGS.format(
        any=indent.join(servers),
        own="".join(_own(number, servers) for number in range(len(ports))),
        by_cookie=indent.join(f"{number} process_{number};" for number in range(len(ports))),
        by_address=indent.join(f'"~:{each}$" {number};' for number, each in enumerate(ports)),
        cookie=_COOKIE,
        address=address,
        port=port,
        folder=folder,
    )


def _own(number: int, servers: Sequence[str]) -> str:
    """The group of one process, for which the others stand in while it does not answer."""
    others = [server.replace(";", " backup;") for other, server in enumerate(servers) if other != number]
    lines = "\n        ".join([servers[number], *others])
    return f"    upstream process_{number} {{\n        {lines}\n    }}\n"

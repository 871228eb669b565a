#!/usr/bin/env bash
# Runs every check, also on a fresh machine: makes an environment of its own, finds or installs a Chromium and nginx, then
# runs ruff, mypy and pytest. Arguments go to pytest: `bash tests/run.sh -k recording`.
#
#   --quick          as the first argument: everything but the tests that need a browser, in a minute or so
#
#   RNNLAB_PYTHON    a Python of at least 3.11, if the one to use is not on PATH
#   RNNLAB_CHROMIUM  a Chromium or Chrome, if the one to use is not on PATH

set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd) && cd "$root" || exit 1
env=$root/.venv-test
export OMP_NUM_THREADS=1 # torch's thread pools would fight the browser and the server for the same cores

stop() {
    echo "tests/run.sh: $*" >&2
    exit 1
}

as_root() { # prints what runs a command as root without a password: nothing, or "sudo -n"; fails if neither does
    [ "$(id -u)" = 0 ] && return
    sudo -n true 2>/dev/null && echo "sudo -n"
}

apt_install() { # starts no service; fails where there is no apt-get, or no right to use it
    local sudo
    command -v apt-get >/dev/null && sudo=$(as_root) || return 1
    echo "Installing $* with apt-get" >&2
    $sudo apt-get update -qq >&2 &&
        $sudo env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "$@" >&2
}

recent() { # whether this Python is new enough for the project
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    local name
    for name in ${RNNLAB_PYTHON:-python3.14 python3.13 python3.12 python3.11 python3}; do
        recent "$name" && "$name" -c 'import ensurepip, venv' 2>/dev/null && command -v "$name" && return
    done
    # Debian's Python comes without venv.
    recent python3 && apt_install python3-venv && command -v python3
}

make_environment() {
    local python stamp
    python=$(find_python) ||
        stop "Python 3.11 or newer with venv is needed; install it (Debian: python3-venv) or name it in RNNLAB_PYTHON."
    stamp="$root $("$python" -VV) $(cat pyproject.toml requirements.txt | cksum)"
    [ "$(cat "$env/stamp" 2>/dev/null)" = "$stamp" ] && return
    echo "Making the environment ${env##*/} with $python; the first time takes some minutes"
    "$python" -m venv --clear "$env" &&
        "$env/bin/python" -m pip install -q -r requirements.txt &&
        "$env/bin/python" -m pip install -q -e ".[dev]" ||
        stop "the environment could not be made; pip's message above says why."
    echo "$stamp" >"$env/stamp"
}

starts() { # prints the path of a browser that can start; Ubuntu's package, a placeholder for a snap, cannot
    "$1" --version >/dev/null 2>&1 && command -v "$1"
}

install_playwright_chromium() { # prints the path of the browser
    local deps=
    command -v apt-get >/dev/null && as_root >/dev/null && deps=--with-deps
    "$env/bin/python" -m playwright install $deps chromium >&2 &&
        "$env/bin/python" -c 'if True:
            from playwright.sync_api import sync_playwright
            with sync_playwright() as p: print(p.chromium.executable_path)'
}

find_chromium() {
    local name
    if [ -n "${RNNLAB_CHROMIUM:-}" ]; then
        starts "$RNNLAB_CHROMIUM" || stop "RNNLAB_CHROMIUM must be a browser that starts, got $RNNLAB_CHROMIUM."
        return
    fi
    for name in chromium chromium-browser google-chrome google-chrome-stable chrome; do
        starts "$name" && return
    done
    apt_install chromium fonts-liberation fonts-dejavu-core && starts chromium && return
    name=$(install_playwright_chromium) && starts "$name" && return
    stop "no Chromium was found or could be installed; install one, or name it in RNNLAB_CHROMIUM."
}

find_nginx() { # the tests start it themselves, before several processes of the app
    PATH=$PATH:/usr/sbin command -v nginx >/dev/null || apt_install nginx-light ||
        stop "nginx is needed for the tests of several server processes; install it (Debian: nginx-light)."
}

failed=
check() { # a failed check is noted and the next one runs, so that one run reports all failures
    echo "== $*"
    "$env/bin/python" -m "$@" || failed+=" $1"
}

make_environment
if [ "${1:-}" = --quick ]; then
    shift && set -- -m "not browser" "$@"
else
    RNNLAB_CHROMIUM=$(find_chromium) || exit 1
    export RNNLAB_CHROMIUM
    find_nginx
fi
types=$(mktemp) && trap 'rm -f "$types"' EXIT
"$env/bin/python" -m mypy >"$types" 2>&1 & # in the background, to use both cores; its output is printed at the end
check ruff check .
check ruff format --check .
[ -z "$failed" ] || echo "== failed so far:$failed (see above); this run will not pass"
# Two at a time, a file in one piece: its tests share a server and a browser. `-n 0` runs one after the other.
check pytest -n 2 --dist loadfile --no-loadscope-reorder "$@"
wait $! || failed+=" mypy"
echo "== mypy" && cat "$types"
[ -z "$failed" ]

"""The command `rnnlab`: what it prints, its exit status, and one sentence for a file that is none."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

from rnnlab import CellConfig, LayersConfig, Recording, __version__, train_text
from rnnlab.cli.main import main
from rnnlab.export.html import html_page
from rnnlab.tracing.record import record_cell, record_layers
from rnnlab.ui.serving import start as starting
from rnnlab.ui.shell import given

ROOT = Path(__file__).parents[2]
EVIL = "\x1b[2J\u202e\u2028\nname\r\x07"


@pytest.fixture
def file(tmp_path):
    """A file with one array whose name is hostile, and numbers that are not finite."""
    recording = record_layers(LayersConfig(cell="lstm", num_layers=2, bidirectional=True, batch_size=3))
    numbers = np.array([np.nan, np.inf, 2.0])
    made = Recording({**recording, EVIL: numbers}, {**recording.header, "versions": {EVIL: EVIL}})
    made.save(tmp_path / "a.rnnlab")
    return tmp_path / "a.rnnlab"


@pytest.fixture
def rnnlab(capsys):
    """`rnnlab("info", file)` → (exit status, stdout, stderr)."""

    def run(*arguments):
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as end:
            status = end.code
        return (status, *capsys.readouterr())

    return run


def test_the_command_is_installed_with_the_package():
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    module, _, name = scripts["rnnlab"].partition(":")
    assert getattr(sys.modules[module], name) is main


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_go_to_stdout(rnnlab, option):
    status, out, err = rnnlab(option)
    assert (status, err) == (0, "")
    assert (
        (out == f"rnnlab {__version__}\n")
        if option == "--version"
        else all(word in out for word in ("open", "html", "info", "--port"))
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("frob",),
        ("info",),
        ("html", "a.rnnlab"),
        ("info", "a", "b"),
        ("--port", "x"),
        ("--port", "0"),
        ("info", "--no", "a"),
    ],
)
def test_a_wrong_use_ends_with_2_and_says_how_it_is_used(rnnlab, arguments):
    status, out, err = rnnlab(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith("usage: rnnlab")
    assert "Traceback" not in err


def test_info_says_what_a_recording_holds(rnnlab, file):
    status, out, err = rnnlab("info", file)
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "kind: layers"
    assert lines[3] == "not finite: 1 NaN, 1 infinite"
    assert lines[4].startswith(
        "Layers: LSTM, 2 × 2 units in both directions, 8 steps, batch of 3; h, c, i, f, g, o, pre"
    )
    rows = {line.split("  ")[0].strip(): line.split() for line in lines[7:]}
    assert rows["layer1.reverse.h"][1:7] == ["float32", "8", "×", "3", "×", "2"]
    assert rows["layer1.reverse.h"][-2:] == ["0", "0"]


def test_no_name_of_a_file_reaches_the_terminal_as_itself(rnnlab, file):
    for arguments in (("info", file), ("info", "--json", file)):
        out = rnnlab(*arguments)[1]
        assert "name" in out
        assert not set(EVIL) & set(out) - set("\nname[2J")
    broken = file.with_name(f"{EVIL}.rnnlab")
    status, _, err = rnnlab("info", broken)
    assert status == 1
    assert err.count("\n") == 1
    assert not {"\x1b", "\u202e", "\u2028", "\x07", "\r"} & set(err)


def test_info_as_json(rnnlab, file):
    status, out, _ = rnnlab("info", file, "--json")
    found = json.loads(out)
    assert (status, found["kind"], found["nan"], found["infinite"]) == (0, "layers", 1, 1)
    assert found["calls"] == [
        {
            "title": "Layers",
            "cell": "lstm",
            "seq_len": 8,
            "batch_size": 3,
            "input_size": 4,
            "hidden_size": 2,
            "num_layers": 2,
            "bidirectional": True,
            "quantities": ["h", "c", "i", "f", "g", "o", "pre"],
        }
    ]
    (mine,) = [array for array in found["arrays"] if array["name"] == EVIL]
    assert mine == {
        **{"name": EVIL, "dtype": "float64", "shape": [3], "nbytes": 24},
        **{"low": 2.0, "high": 2.0, "nan": 1, "infinite": 1},
    }


def test_info_of_many_calls_and_of_a_kind_without_states(rnnlab, tmp_path):
    train_text(epochs=30).save(tmp_path / "run")
    lines = rnnlab("info", tmp_path / "run")[1].splitlines()
    assert sum(line.startswith("Epoch ") for line in lines) == 20
    assert "and 10 more calls" in lines
    Recording({}, {"kind": "x"}).save(tmp_path / "x")
    assert rnnlab("info", tmp_path / "x")[1].startswith(
        "kind: x\nmade with: an unknown version\nsize: 0 bytes in 0 arrays\n"
    )


def test_html_writes_the_page_of_the_recording(rnnlab, tmp_path):
    recording = record_cell(CellConfig(batch_size=2))
    recording.save(tmp_path / "a.rnnlab")
    assert rnnlab("html", tmp_path / "a.rnnlab", tmp_path / "a.html", "--batch-item", "1") == (0, "", "")
    assert (tmp_path / "a.html").read_text("utf-8") == html_page(recording, batch_item=1)
    status, _, err = rnnlab("html", tmp_path / "a.rnnlab", tmp_path)
    assert (status, err.count("\n")) == (1, 1)
    assert err.startswith("rnnlab: path must be a file that can be written, got ")


@pytest.mark.parametrize("command", ["info", "html", "open"])
@pytest.mark.parametrize("damage", ["missing", "folder", "text", "cut", "promise", "large"])
def test_a_file_that_is_no_whole_recording_gets_one_sentence(rnnlab, file, monkeypatch, command, damage):
    data, out = file.read_bytes(), file.with_name("out.html")
    file.unlink()
    if damage == "folder":
        file.mkdir()
    elif damage == "large":
        monkeypatch.setattr("rnnlab.config.memory.memory_bytes", lambda: 1000)
        file.write_bytes(data)
    elif damage != "missing":
        promised = (2**40).to_bytes(8, "little") + data[8:]
        file.write_bytes({"text": b"hello", "cut": data[:-7], "promise": promised}[damage])
    status, printed, err = rnnlab(command, file, *([out] if command == "html" else []))
    assert (status, printed) == (1, "")
    assert err.startswith("rnnlab: ")
    assert err.count("\n") == 1
    assert not out.exists()


@pytest.fixture
def served(monkeypatch):
    """What Streamlit is asked to serve, in place of serving it."""
    asked = []
    monkeypatch.setattr("streamlit.web.cli.main", lambda arguments, **_: asked.append((Path.cwd(), arguments)))
    monkeypatch.setattr(given, "_given", [])
    monkeypatch.chdir(Path.cwd())
    return asked


def test_without_a_command_the_app_starts_where_its_settings_lie(rnnlab, served):
    assert rnnlab("--port", "8600") == (0, "", "")
    assert served == [(ROOT, ["run", str(ROOT / "app.py"), "--server.port=8600"])]
    assert given._given == []


def test_open_starts_the_app_on_a_file(rnnlab, served, file, monkeypatch):
    monkeypatch.chdir(file.parent)
    assert rnnlab("open", "a.rnnlab")[0] == 0
    assert [arguments for _, arguments in served] == [["run", str(ROOT / "app.py")]]
    (found,) = given._given
    assert (found.name, found.page, found.data) == ("a.rnnlab", "layers", file.read_bytes())


def test_a_kind_that_no_page_opens_starts_nothing(rnnlab, served, tmp_path):
    Recording({}, {"kind": "x"}).save(tmp_path / "x")
    status, _, err = rnnlab("open", tmp_path / "x")
    assert (status, served) == (1, [])
    assert err.startswith("rnnlab: recording must be of a kind that a page opens, which are cell, ")


def test_a_package_without_the_app_says_how_to_get_it(rnnlab, served, tmp_path, monkeypatch):
    monkeypatch.setattr(starting, "APP", tmp_path / "app.py")
    status, _, err = rnnlab()
    assert (status, served) == (1, [])
    assert err.startswith("rnnlab: the app must be started from a copy of the project, got ")


def command(*arguments, **how):
    return subprocess.run(
        [sys.executable, "-m", "rnnlab", *arguments], capture_output=True, cwd=ROOT, check=False, **how
    )


def test_a_reader_that_has_had_enough_is_no_error(tmp_path):
    Recording({f"a{i}": np.ones(1) for i in range(5000)}, {"kind": "x"}).save(tmp_path / "a")
    line = f"{sys.executable} -m rnnlab info {tmp_path / 'a'} | head -1"
    done = subprocess.run(line, shell=True, capture_output=True, cwd=ROOT, check=False)
    assert (done.stdout, done.stderr) == (b"kind: x\n", b"")


def test_a_terminal_of_ascii_letters_gets_what_it_can_write(file):
    done = command("info", file, env={"PYTHONIOENCODING": "ascii", "PATH": ""})
    assert done.returncode == 0
    assert b"\\xd7" in done.stdout  # the sign between two sizes
    assert done.stderr == b""


def test_info_needs_neither_torch_nor_streamlit(file):
    code = (
        "import sys\nfrom rnnlab.cli.main import main\n"
        f"assert main(['info', {str(file)!r}]) == 0\nprint({{'torch', 'streamlit', 'pandas'}} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.endswith("\nset()\n")

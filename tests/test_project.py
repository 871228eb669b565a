"""Commands in the documents, Streamlit's settings, pinned packages, and rules about files."""

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit import config

import rnnlab

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
SETTINGS = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
README = (ROOT / "README.md").read_text("utf-8")


def files(*suffixes: str) -> Iterator[Path]:
    """Files of the project with these endings, without those that tools have made."""
    for folder, inner, names in os.walk(ROOT):
        inner[:] = [name for name in inner if not name.startswith(".") and name not in ("build", "__pycache__")]
        yield from (Path(folder, name) for name in names if name.endswith(suffixes))


def test_licence_is_mit():
    assert (ROOT / "LICENSE").read_text("utf-8").startswith("MIT License\n")
    assert PROJECT["project"]["license"] == "MIT"


def test_version_is_the_same_everywhere():
    assert PROJECT["project"]["version"] == rnnlab.__version__
    first = re.search(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert first
    assert first[1] == rnnlab.__version__


def commands() -> list[str]:
    return [
        line
        for block in re.findall(r"```(?:bash|sh|console)\n(.*?)```", README, re.DOTALL)
        for line in block.splitlines()
    ]


def test_readme_names_the_two_commands():
    text = "\n".join(commands())
    assert re.search(r"python\S* -m venv ", text)
    assert "pip install -r requirements.txt" in text
    assert "streamlit run app.py" in text
    assert "bash tests/run.sh" in text


def test_readme_names_only_files_that_are_there():
    text = "\n".join(commands())
    named = re.findall(r"(?:bash|streamlit run|python\S*|-r) ([\w./-]+\.(?:sh|py|txt))", text)
    named += [
        f"{module.replace('.', '/')}" for module in re.findall(r"python\S* -m ((?:rnnlab|benchmarks)[\w.]*)", text)
    ]
    named += [link for link in re.findall(r"\]\(([^)#]+)", README) if "://" not in link]
    named += re.findall(r"""(?:src|srcset|href)=["']([^"':#]+)["']""", README)
    missing = [name for name in named if not (ROOT / name).exists() and not (ROOT / f"{name}.py").exists()]
    assert not missing


def test_ci_runs_what_people_run():
    ci = ROOT / ".ci" / "run"
    assert 'exec bash "$(dirname "$0")/../tests/run.sh"' in ci.read_text("utf-8")
    assert os.access(ci, os.X_OK)


def test_requirements_are_those_of_the_package():
    lines = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == ["-e ."]


@pytest.mark.parametrize("pin", ["torch==2.13.0", "streamlit==1.67.*", "plotly==7.*", "pandas==3.*"])
def test_what_may_change_numbers_or_pages_is_pinned(pin):
    assert pin in PROJECT["project"]["dependencies"]


def test_tools_are_as_strict_as_promised():
    assert PROJECT["project"]["requires-python"] == ">=3.11"
    assert PROJECT["tool"]["mypy"]["strict"] is True
    assert PROJECT["tool"]["mypy"]["packages"] == ["rnnlab"]
    assert PROJECT["tool"]["pytest"]["ini_options"]["filterwarnings"] == ["error"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("runner.postScriptGC", False),  # else a full gc after every run, 125 ms
        ("browser.gatherUsageStats", False),  # else a request to another host
        ("client.showErrorDetails", "none"),  # else a traceback on the page
        ("client.toolbarMode", "viewer"),
        ("theme.light.primaryColor", "#15181C"),
        ("theme.light.backgroundColor", "#FFFFFF"),
        ("theme.light.sidebar.backgroundColor", "#F6F6F3"),
        ("theme.light.textColor", "#15181C"),
        ("theme.dark.primaryColor", "#F1F1EE"),
        ("theme.dark.backgroundColor", "#0F1114"),
        ("theme.dark.sidebar.backgroundColor", "#15181B"),
        ("theme.dark.textColor", "#F1F1EE"),
    ],
)
def test_streamlit_is_told_what_matters(name, value):
    assert flat(SETTINGS)[name] == value


def test_uploads_are_small():
    assert SETTINGS["server"]["maxUploadSize"] <= 32


def flat(table: dict[str, object], prefix: str = "") -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in table.items():
        found |= flat(value, f"{prefix}{name}.") if isinstance(value, dict) else {f"{prefix}{name}": value}
    return found


def test_streamlit_knows_and_takes_every_setting(monkeypatch):
    """Streamlit ignores a misspelt or retired option silently."""
    monkeypatch.chdir(ROOT)
    config.get_config_options(force_reparse=True)
    taken = {name: config.get_option(name) for name in flat(SETTINGS)}
    assert taken == flat(SETTINGS)


def test_no_file_is_long():
    long = {
        file.relative_to(ROOT): len(file.read_text("utf-8").splitlines()) for file in files(".py", ".js", ".css", ".sh")
    }
    assert not {file: lines for file, lines in long.items() if lines > 300}


def test_the_apps_javascript_lives_in_one_room():
    """Other JavaScript files are only those that the benchmarks run inside a page."""
    rooms = {"/".join(file.relative_to(ROOT).parts[:-1]) for file in files(".js", ".mjs", ".ts")} - {"benchmarks"}
    assert all(f"{room}/".startswith("rnnlab/player/assets/") for room in rooms)


def test_no_test_skips_or_sleeps():
    words = ("pytest." + "skip", "mark." + "skip", "import" + "orskip", "x" + "fail", "time." + "sleep")
    tests = [file for file in files(".py") if file.is_relative_to(ROOT / "tests")]
    assert not [f"{file.name}: {word}" for file in tests for word in words if word in file.read_text("utf-8")]

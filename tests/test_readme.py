"""The README's examples run as written and print the values in their comments."""

import re
from pathlib import Path

import rnnlab

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
PROGRAMS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_the_library_in_ten_lines_runs_and_its_comments_are_true(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    program = PROGRAMS[0]
    exec(compile(program, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    loss, predicted = re.search(r"# (\d\.\d+)\.\.\., '(\w+)'", program).groups()
    assert re.match(rf"{re.escape(loss)}\d* {predicted}\n", printed)
    assert re.search(r" +epoch +step +layer +unit +value\n", printed)
    assert "torch.Size([5, 1, 8])" in printed
    assert (tmp_path / "hello.rnnlab").stat().st_size > 1000


def test_the_example_of_training_does_what_its_comments_say(capsys):
    names = {"rnnlab": rnnlab}
    exec(compile(PROGRAMS[1], "README.md", "exec"), names)
    trainer, before, slower = (names[name] for name in ("trainer", "before", "slower"))
    assert (trainer.epochs_done, before.epochs_done, slower.epochs_done) == (200, 40, 40)
    assert next(before).loss == next(slower).loss
    assert next(before).loss != next(slower).loss
    floor, text, change = capsys.readouterr().out.splitlines()
    assert floor.startswith(re.search(r"# (0\.2\d+)\.\.\.", PROGRAMS[1])[1])
    assert len(text) == 8
    assert set(text) <= set("helo")
    assert abs(float(change)) < 10
    counts = [lane.parameters for lane in names["lanes"]]
    assert max(counts) <= 1.05 * min(counts)

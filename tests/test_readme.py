"""The README's example runs as it is written and prints what it says."""

import re
from pathlib import Path

README = (Path(__file__).parent.parent / "README.md").read_text("utf-8")


def test_the_library_in_ten_lines_runs_and_its_comments_are_true(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    program = re.search(r"```python\n(.*?)```", README, re.DOTALL)[1]
    exec(compile(program, "README.md", "exec"), {})
    printed = capsys.readouterr().out
    loss, predicted = re.search(r"# (\d\.\d+)\.\.\., '(\w+)'", program).groups()
    assert re.match(rf"{re.escape(loss)}\d* {predicted}\n", printed)
    assert re.search(r" +epoch +step +layer +unit +value\n", printed)
    assert "torch.Size([5, 1, 8])" in printed
    assert (tmp_path / "hello.rnnlab").stat().st_size > 1000

"""What the tabs below a player are sent."""

import pytest

from rnnlab.ui.panels.panels import fitting


def lines(count, text="epoch"):
    return [{"text": f"{text} {step}", "step": step} for step in range(1, count + 1)]


def test_a_short_output_is_sent_whole():
    assert fitting(lines(1000)) == lines(1000)


@pytest.mark.parametrize("text", ["epoch", "e" * 60, "e" * 5000])
def test_of_a_long_one_the_beginning_and_the_end_are_sent(text):
    """So that a slow line is not held up for a minute, which ends the connection."""
    printed = lines(50_000, text)
    sent = fitting(printed)
    (gap,) = [index for index, line in enumerate(sent) if line["step"] is None]
    assert [*sent[:gap], *sent[gap + 1 :]] == [*printed[:gap], *printed[gap - len(sent) + 1 :]]
    assert sent[gap]["text"].startswith(f"… {50_000 - len(sent) + 1:,} lines are left out")
    assert gap >= 50
    assert len(sent) > 200
    assert sum(len(line["text"]) for line in sent[1:]) < 110_000 or len(sent) == 201

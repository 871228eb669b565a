"""`TextField` and `LongText`: the text whose next symbol a race learns, in the link or, if long, beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rnnlab.config.training import TaskConfig
from rnnlab.errors import ConfigError, TextError
from rnnlab.i18n.messages import t
from rnnlab.text import MAX_BYTES, corpus
from rnnlab.ui.forms.fields import Field

SHORT = 2_000  # characters; a longer text is too long for a link, and for a widget that sends it with every click
MOST_SYMBOLS = 2_000  # different ones, since each has a score at every step

DEFAULT = """\
The lamp in the window was lit at six. At seven the rain began, and the road grew dark. The old man shut the door, \
sat down by the fire and began to read. He read the same page again and again, for the sound of the rain took the \
words away. What was the name of the man in the story? He turned one page back, found the name, and read on.

At eight the dog stood up and went to the door. There was no one there, only the rain and the road. The old man \
looked at the dog, and the dog looked at the man. "You heard it too," said the old man. Then the lamp in the window \
went out. In the dark the rain was louder. The dog lay down again, close to the fire, and the old man counted the \
steps that were not there: one, two, three, four. At five he lost count, and began again.

In the morning the road was dry. The lamp was where it had been, the page was where it had been, and at the end of \
the page was the name that he had looked for. He read it aloud, and the dog stood up and went to the door.
"""


@dataclass(frozen=True)
class LongText:
    """A text that is too long for the link.

    Attributes:
        name: The name of its file; not to be drawn as Markdown.
        text: The text.
    """

    name: str
    text: str

    @property
    def sentence(self) -> str:
        """A sentence with its name and size, which says that the link does not hold it."""
        vocab, ids = corpus(self.text)
        return t(
            "{name}: {count:,} symbols, {different:,} different ones. So long a text does not travel in the link: "
            "whoever opens it reads the short text instead.",
            name=self.name,
            count=len(ids),
            different=len(vocab),
        )


@dataclass(frozen=True, kw_only=True)
class TextField(Field):
    """A text of many lines, short enough for a link."""

    def check(self, value: Any) -> str:
        """The text itself, if it is short enough; the config checks whether a network can learn it."""
        if not isinstance(value, str) or len(value) > SHORT:
            got = f"{len(value):,}" if isinstance(value, str) else type(value).__name__
            raise ConfigError.must_be("text", "at most {most:,} characters to stand in a link", words=got, most=SHORT)
        return value


def read_file(data: bytes) -> str:
    """The text of a file.

    Raises:
        TextError: It is too large, no UTF-8, or no text at all.
    """
    if len(data) > MAX_BYTES:
        rule = "at most {most:,} bytes long (1 MB)"
        raise TextError.must_be("file", rule, words=f"{len(data):,}", field="text", most=MAX_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        words = t("something else (byte {number:,} is none)", number=error.start + 1)
        raise TextError.must_be("file", "a plain text in UTF-8", words=words, field="text") from None
    if "\0" in text:
        raise TextError.must_be("file", "a plain text in UTF-8", words=t("one with null characters"), field="text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def check_text(text: str, seq_len: int) -> None:
    """Raise a TextError unless a network can learn the next symbol of a text in windows of so many steps."""
    TaskConfig(task="next", text=text, seq_len=seq_len)
    different = len(corpus(text).vocab)
    if different > MOST_SYMBOLS:
        rule = "have at most {most:,} different symbols here"
        raise TextError.must("text", rule, words=f"{different:,}", most=MOST_SYMBOLS)

"""Text that somebody else wrote, made fit to be shown."""

import re

from autograder.kit.mistakes import line_of

ODD = re.compile(r"[^\x20-\x7e\n\t]")
CUT = "… the rest is left out: it is longer than {limit:,} characters"


def plain(text: str) -> str:
    """Text without what would move a terminal's cursor or turn the direction of reading; line ends become newlines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return ODD.sub(lambda odd: odd[0] if odd[0].isprintable() else " " * odd[0].isspace(), lines)


def one_line(text: str, limit: int = 300) -> str:
    """Plain text on one line, a blank between its words, and no more than so many characters of it."""
    return line_of(" ".join(plain(text[: 10 * limit]).split()), limit)


def cut(text: str, limit: int) -> str:
    """The text up to so many characters, with a line that says so where that is not all of it."""
    return text if len(text) <= limit else f"{text[:limit]}\n{CUT.format(limit=limit)}"


def in_words(error: BaseException) -> str:
    """What an exception says, or else what it is, in one line."""
    return one_line(str(error), 120) or type(error).__name__

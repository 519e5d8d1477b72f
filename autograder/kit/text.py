"""Text that somebody else wrote, made fit to be shown."""

import re

ODD = re.compile(r"[^\x20-\x7e\n\t]")
CUT = "… the rest is left out: it is longer than {limit:,} characters"


def plain(text):
    """Text without what would move a terminal's cursor or turn the direction of reading; line ends become newlines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return ODD.sub(lambda odd: odd[0] if odd[0].isprintable() else " " * odd[0].isspace(), lines)


def one_line(text, limit=300):
    """Plain text on one line, and no more than so many characters of it."""
    line = " ".join(plain(text[: 10 * limit]).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def cut(text, limit):
    """The text up to so many characters, with a line that says so where that is not all of it."""
    return text if len(text) <= limit else f"{text[:limit]}\n{CUT.format(limit=limit)}"


def in_words(error):
    """What an exception says, or else what it is, in one line."""
    return one_line(str(error), 120) or type(error).__name__

"""A CSV file of which all stays, byte for byte, but the cells that are filled.

Python's csv reads and writes values; what an LMS has written is to come back as it was: its quotes, line ends,
encoding. So cells are kept raw here. tests/test_lms_sheet.py compares the values with csv's.
"""

import codecs
import contextlib
import re
from dataclasses import dataclass, replace
from functools import cached_property

from autograder.lms.people import Unusable

LARGEST = 16 << 20  # bytes of a file
WORKBOOKS = b"PK\3\4", b"\xd0\xcf\x11\xe0"  # Excel's and LibreOffice's own files; Blackboard's .xls is text
BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
DELIMITERS = "\t,;"
AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)  # how some exports keep a spreadsheet from computing a cell
DECIMAL = re.compile(r"-?\d+([.,])\d+")
QUOTED = r'"(?:[^"]++|"")*+"'
CELL = rf'({QUOTED}|[^"\r\n{{0}}][^\r\n{{0}}]*+|)({{0}}|\r\n|\n|\r|\Z)'
FIRST_LINE = re.compile(rf'(?:{QUOTED}|[^"\r\n]++)*+')


@dataclass(frozen=True)
class Sheet:
    """rows: their cells as the file has them; ends: what ends each line; mark and encoding: of the file."""

    rows: tuple[tuple[str, ...], ...]
    ends: tuple[str, ...]
    delimiter: str
    encoding: str
    mark: bytes = b""

    @cached_property
    def header(self):
        """The columns' names, from left to right."""
        return [self.value(0, place) for place in range(len(self.rows[0]))]

    def value(self, row, place):
        """What a cell says, blanks around it apart; "" where the row is too short."""
        raw = self.rows[row][place] if place < len(self.rows[row]) else ""
        text = raw[1:-1].replace('""', '"') if raw.startswith('"') else raw
        said = AS_TEXT.fullmatch(text.strip())
        return (said[1] if said else text).strip()

    def named(self, row, *names):
        """What a row says in the first of these columns that there is; "" without one."""
        header = self.header
        return next((self.value(row, header.index(name)) for name in names if name in header), "")

    @cached_property
    def decimals(self):
        """What stands before the decimals of numbers: a comma where no number here has a point."""
        signs = {found[1] for row in self.rows for cell in row if (found := DECIMAL.fullmatch(cell.strip('" ')))}
        return "," if signs == {","} else "."

    def filled(self, values):
        """The sheet with other values, {(row, place): text}; no text has quotes."""
        rows = [list(row) for row in self.rows]
        for (row, place), text in values.items():
            rows[row] += [""] * (place + 1 - len(rows[row]))
            quoted = rows[row][place].startswith('"') or self.delimiter in text
            rows[row][place] = f'"{text}"' if quoted else text
        return replace(self, rows=tuple(map(tuple, rows)))

    def content(self):
        """The file's bytes."""
        lines = (self.delimiter.join(row) + end for row, end in zip(self.rows, self.ends))
        return self.mark + "".join(lines).encode(self.encoding)


def decoded(content):
    """(text, encoding, byte order mark) of a file's bytes. Raises Unusable."""
    mark = next((mark for mark in BOMS if content.startswith(mark)), b"")
    body = content[len(mark) :]
    guess = BOMS.get(mark) or ("utf-16-le" if body[1:2] == b"\0" else "utf-8")
    for encoding in (guess, *(["cp1252"] if not mark else [])):
        try:
            return body.decode(encoding), encoding, mark
        except UnicodeDecodeError:
            continue
    raise Unusable("its text is neither UTF-8, UTF-16 nor Windows-1252")


def split(text, delimiter):
    """(rows, ends) of a text. Raises Unusable where a quote is never closed."""
    pattern, place, rows, ends, row = re.compile(CELL.format(re.escape(delimiter))), 0, [], [], []
    while place < len(text) or row:
        found = pattern.match(text, place)
        if not found:
            raise Unusable(f"line {len(rows) + 1} is no CSV: a quote stands where none can")
        row.append(found[1])
        place = found.end()
        if found[2] != delimiter:
            rows.append(tuple(row))
            ends.append(found[2])
            row = []
    return tuple(rows), tuple(ends)


def columns_by(delimiter, line):
    """How many columns a first line has, if this separates them."""
    with contextlib.suppress(Unusable):
        return len(split(line, delimiter)[0][0])
    return 0


def read(content):
    """The Sheet in a file's bytes; what separates its cells is what makes most columns of its first line.

    Raises Unusable.
    """
    if len(content) > LARGEST:
        raise Unusable(f"it has more than {LARGEST >> 20} MB, which no class needs")
    if content.startswith(WORKBOOKS):
        raise Unusable("it is a workbook: export text from the LMS, or save it as CSV")
    text, encoding, mark = decoded(content)
    if not text.strip():
        raise Unusable("it is empty")
    first = FIRST_LINE.match(text)[0]
    delimiter = max(DELIMITERS, key=lambda mark: columns_by(mark, first))
    return Sheet(*split(text, delimiter), delimiter, encoding, mark)


def number(text):
    """A number, whichever sign stands before its decimals; None where it is none."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None

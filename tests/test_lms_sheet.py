"""A CSV file is read as Python's csv reads it, and stays as it was but for the cells that are filled."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.lms.people import Unusable
from autograder.lms.sheet import LARGEST, decoded, number, read, split
from tests.lms_files import table, zipped

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
TABLES = st.integers(1, 5).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1))
DELIMITERS = st.sampled_from(",;\t")
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16"])
QUOTING = st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])


@given(TABLES, DELIMITERS, st.sampled_from(["\r\n", "\n"]), QUOTING)
def test_cells_are_those_that_csv_reads(rows, delimiter, ends, quoting):
    text = table(rows, delimiter, "utf-8", ends, quoting).decode()
    raw, _ = split(text, delimiter)
    values = [[cell[1:-1].replace('""', '"') if cell.startswith('"') else cell for cell in row] for row in raw]
    assert values == [row or [""] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]


@given(TABLES, DELIMITERS, ENCODINGS, QUOTING)
def test_a_file_comes_back_byte_for_byte(rows, delimiter, encoding, quoting):
    content = table([["Last Name", "First Name"], *rows], delimiter, encoding, quoting=quoting)
    assert read(content).content() == content


@given(TABLES, st.data())
def test_who_fills_a_cell_changes_nothing_else(rows, data):
    rows = [["a", "b", "c"], *rows]
    sheet = read(table(rows))
    row = data.draw(st.integers(1, len(rows) - 1))
    filled = read(sheet.filled({(row, 2): "7.5"}).content())
    assert filled.value(row, 2) == "7.5"
    others = [(r, c) for r in range(len(rows)) for c in range(5) if (r, c) != (row, 2)]
    assert [sheet.value(*place) for place in others] == [filled.value(*place) for place in others]


def test_what_separates_cells_is_found_out():
    assert read(b"Student;ID\nLovelace, Ada;1\n").header == ["Student", "ID"]
    assert read(b'"Last, Name"\t"First"\n').header == ["Last, Name", "First"]
    assert read(b"id\nada\n").header == ["id"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_an_encoding_is_found_out(encoding):
    content = "id,last_name\n1,García\n".encode(encoding)
    sheet = read(content)
    assert sheet.value(1, 1) == "García" and sheet.content() == content


def test_utf_16_without_a_mark_is_found_out_too():
    assert decoded("id\tname\n".encode("utf-16-le"))[0] == "id\tname\n"


@pytest.mark.parametrize("content", [b"", b" \n", b'id\n"a', b'id\n"a"b\n', b"id\n\x81", b"\0" * (LARGEST + 1)])
def test_what_is_no_csv_is_refused_with_a_reason(content):
    with pytest.raises(Unusable):
        read(content)


def test_a_workbook_is_refused_with_a_remedy(tmp_path):
    with pytest.raises(Unusable, match="save it as CSV"):
        read(zipped(tmp_path / "x.xlsx", {"xl/workbook.xml": "<x/>"}).read_bytes())


def test_a_cell_that_is_kept_from_being_computed_says_its_text():
    assert read(b'id,name\n="00815","=""=Ada"""\n').value(1, 0) == "00815"
    assert read(b'id,name\n="00815","=""=Ada"""\n').value(1, 1) == "=Ada"


def test_a_number_is_read_with_either_sign():
    assert [number(text) for text in ("7.5", "7,5", "", "EX")] == [7.5, 7.5, None, None]

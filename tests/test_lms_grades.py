"""Grades into an LMS's own file: the right cells, nothing else, and read there as they are here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.lms import blackboard, canvas, formats, moodle, plain
from autograder.lms.grades import about_points, column_for, entries, filling_of, scaled, written
from autograder.lms.people import Column, Student, Unusable
from autograder.lms.sheet import read
from tests.lms_files import (
    ADA,
    CLASSES,
    GRACE,
    JOSE,
    PEOPLE,
    SMITH,
    STEP,
    STUDENTS,
    blackboard_gradebook,
    blackboard_reads,
    canvas_gradebook,
    canvas_reads,
    moodle_reads,
    moodle_worksheet,
    ours,
    sortable,
    table,
)

TOTALS = {"ada": 4.0, "grace": 1.5, "jgarcia": 0.0}


def filled(content, totals, students=STUDENTS, assignment="tiny"):
    """(the file with these totals, its Entries, lines on who is nobody) as the command fills it."""
    sheet = read(content)
    lms = formats.of_sheet(sheet)
    target = column_for(lms.columns(sheet), assignment)
    filling = filling_of(sheet, lms, target, students, totals)
    values = {(row, target.place): text for row, text in filling.values.items()}
    return sheet.filled(values).content(), filling.entries, filling.unmatched


def test_canvas_reads_the_grades_that_we_have():
    """Blank where nothing was handed in; an excused student stays excused, a grade of nobody's stays."""
    before = canvas_gradebook(PEOPLE, grades={JOSE: "EX", GRACE: "1.50", SMITH: "3"})
    after, found, unmatched = filled(before, TOTALS)
    assert canvas_reads(after) == {1001: "4", 1002: "1.50", 1003: "EX", 1004: "3", 9999: ""}
    assert [entry.student.id for entry in found if entry.changes] == ["ada"] and not unmatched
    assert canvas_reads(filled(before.replace(b"EX", b"ex"), TOTALS)[0])[1003] == "ex"  # as Canvas takes it, too
    assert after == before.replace(b"Section 1 and Section 2,,90.00", b"Section 1 and Section 2,4,90.00", 1)


def test_moodle_reads_the_grades_that_we_have():
    after, _, unmatched = filled(moodle_worksheet(PEOPLE), TOTALS, assignment="whatever it is called")
    assert moodle_reads(after) == {1001 + STEP: "4", 1002 + STEP: "1.5", 1003 + STEP: "0"} and not unmatched


@pytest.mark.parametrize("delimiter, cell", [(";", ";7,5;"), (",", ',"7,5",')])
def test_where_numbers_have_a_comma_grades_have_one_too(delimiter, cell):
    """Canvas and Moodle read both; a spreadsheet of those countries takes 7.5 for a day in May."""
    rows = [["Student", "ID", "SIS Login ID", "Section", "tiny (501)", "Final Score"]]
    rows += [["    Points Possible", "", "", "", "10,00", ""], ["Lovelace, Ada", "1001", "ada", "1", "", "50,00"]]
    after, _, _ = filled(table(rows, delimiter=delimiter), {"ada": 7.5})
    assert cell.encode() in after and filled(after, {"ada": 7.5})[1][0].changes is False
    assert read(after).value(2, 4) == "7,5" and read(canvas_gradebook(PEOPLE)).decimals == "."


def test_a_scale_at_moodle_takes_no_points():
    sheet = read(moodle_worksheet(PEOPLE).replace(b"Maximum Grade", b"Scale"))
    with pytest.raises(Unusable, match="words of a scale"):
        moodle.columns(sheet)


def test_blackboard_reads_the_grades_that_we_have():
    after, _, unmatched = filled(blackboard_gradebook(PEOPLE), TOTALS)
    assert blackboard_reads(after) == {"ada": "4", "grace": "1.5", "jgarcia": "0", "bsmith": ""} and not unmatched


def test_a_roster_from_canvas_serves_at_moodle():
    """Canvas tells no addresses: there the names have to do, and it is told."""
    students = [Student(p.login, p.last, p.first, "", str(p.number)) for p in PEOPLE]
    sheet = read(moodle_worksheet(PEOPLE))
    filling = filling_of(sheet, moodle, moodle.columns(sheet)[0], students, TOTALS)
    assert filling.values == {1: "4", 2: "1.5", 3: "0"} and len(filling.named) == 4 and not filling.unmatched


def test_moodles_gradebook_and_a_plain_file_have_a_column_for_it():
    header = ["First name", "Surname", "ID number", "Email address", "Assignment: tiny (Real)", "Course total (Real)"]
    after, _, _ = filled(table([header, ["Ada", "Lovelace", "", "ada@example.org", "-", "-"]]), TOTALS)
    assert read(after).value(1, 4) == "4" and read(after).value(1, 5) == "-"
    after, _, _ = filled(b"id,tiny\nada,\nnobody,2\n", TOTALS)
    assert after == b"id,tiny\nada,4\nnobody,2\n"


POINTS = st.integers(0, 4000).map(lambda n: n / 100)


@given(CLASSES, st.data())
def test_whatever_people_are_called_each_gets_their_own(people, data):
    """Export, fill, import: in all three, with those who handed nothing in left blank."""
    students = ours(people)
    totals = data.draw(st.dictionaries(st.sampled_from([s.id for s in students]), POINTS))
    due = {person: totals.get(person.login) for person in people}
    after, found, _ = filled(canvas_gradebook(people), totals, students)
    sure = {entry.student.id for entry in found}  # whose ids are not another's, too
    assert {p.number: g for p, g in due.items() if g is not None and p.login in sure} == grades_in(canvas_reads(after))
    after, found, _ = filled(blackboard_gradebook(people), totals, students)
    sure = {entry.student.id for entry in found}
    read_there = grades_in(blackboard_reads(after))
    assert {p.login: g for p, g in due.items() if g is not None and p.login in sure} == read_there


def grades_in(texts):
    return {who: float(text) for who, text in texts.items() if text}


def test_nothing_but_the_filled_cells_changes():
    """Names that a spreadsheet would compute, odd quotes, line ends: as the LMS has written them."""
    raw = '\ufeffStudent,ID,"SIS Login ID",Section,tiny (501),Notes\r\n"=""=Ada, A""",1001,ada,"1",,"a ""b""\n c"\r\n'
    before = raw.encode()
    after, _, _ = filled(before, TOTALS)
    assert after.decode() == raw.replace('"1",,', '"1",4,')


# ── never a wrong student ───────────────────────────────────────────────────────────────────────────────────────


def test_two_lines_of_one_student_are_both_left():
    content = canvas_gradebook([ADA, GRACE, ADA])
    after, _, unmatched = filled(content, TOTALS)
    assert canvas_reads(after)[1001] == "" and canvas_reads(after)[1002] == "1.5"
    assert unmatched == ["ada (Ada Lovelace): in lines 4, 6"]


def test_a_line_of_somebody_else_is_left_and_told():
    after, _, unmatched = filled(canvas_gradebook([ADA, GRACE]), TOTALS, STUDENTS[:1])
    assert canvas_reads(after) == {1001: "4", 1002: "", 9999: ""}
    assert unmatched == ["Grace Hopper (grace, 00816, 1002): nobody in the gradebook has one of these ids"]


def test_who_is_known_by_name_only_is_told():
    """In a blind file the names may be all that there is; ids that say otherwise are believed."""
    sheet = read(table([["First name", "Last name", "Email address", "tiny (Real)"], ["Ada", "Lovelace", "", ""]]))
    (column,) = moodle.columns(sheet)
    filling = filling_of(sheet, moodle, column, STUDENTS, TOTALS)
    assert filling.values == {1: "4"} and filling.named == ["ada (Ada Lovelace)"]
    assert filling.left == ["grace (Grace Hopper)", "jgarcia (José García Márquez)"]


# ── which column, how many points ───────────────────────────────────────────────────────────────────────────────

COLUMNS = [Column(5, "Problem Set 1", "501", 10.0), Column(6, "ps 1", "502"), Column(7, "PS1", "503")]


def test_a_column_is_found_by_its_name_or_asked_for():
    assert column_for(COLUMNS[:2], "ps1").place == 6
    assert column_for(COLUMNS, "ps1", "problem set 1").place == 5
    assert column_for(COLUMNS, "ps1", "503").place == 7


@pytest.mark.parametrize("columns, wanted", [(COLUMNS, None), (COLUMNS[:1], None), (COLUMNS, "504"), ([], None)])
def test_which_column_is_never_guessed(columns, wanted):
    with pytest.raises(Unusable, match="--column"):
        column_for(columns, "ps1", wanted)


def test_columns_that_an_lms_computes_are_none_of_ours():
    sheet = read(canvas_gradebook(PEOPLE))
    assert canvas.columns(sheet) == [Column(5, "tiny", "501", 4.0)]
    assert blackboard.columns(read(blackboard_gradebook(PEOPLE))) == [Column(7, "tiny", "70112", 4.0)]
    assert moodle.columns(read(moodle_worksheet(PEOPLE))) == [Column(4, None, "", 4.0)]
    assert plain.columns(read(b"id,email,ps1\n")) == [Column(2, "ps1")]


def test_other_points_are_told_and_scaled_only_when_asked():
    column = Column(5, "tiny", "501", 10.0)
    found = list(entries(read(b"id,tiny\nada,\n"), 1, {1: STUDENTS[0]}, {"ada": 12}, set()))
    told = list(about_points(moodle, column, 4.0, found, scale=False))
    assert told[0] == "moodle has 10 points, the gradebook 4: written as they are; --scale makes shares of them"
    assert told[1] == "more than 10 points: ada (Moodle leaves such grades out)"
    assert scaled({"ada": 3.0}, 4.0, column, "tiny") == {"ada": 7.5}
    with pytest.raises(Unusable):
        scaled({"ada": 3.0}, 4.0, Column(5, "tiny"), "tiny")


def test_points_are_written_as_they_are_shown():
    assert [written(n) for n in (4.0, 1.5, 0.0, 7.125, 1234567.5, 1 / 3)] == [
        "4",
        "1.5",
        "0",
        "7.12",
        "1234567.5",
        "0.33",
    ]


def test_names_in_tests_are_what_canvas_writes():
    assert sortable(SMITH) == 'Smith, Jr., Robert "Bob"'

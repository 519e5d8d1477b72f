"""Rosters as LMSs export them, and whom of ours they mean: never a guess."""

import io
import shutil
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from autograder.course.places import ROOT
from autograder.lms import blackboard, canvas, formats, moodle, plain, roster
from autograder.lms.matching import matched
from autograder.lms.people import Person, Student, Unusable, keys_of
from autograder.lms.roster import changes_of, listed_in
from autograder.lms.sheet import read
from tests.lms_files import (
    ADA,
    CLASSES,
    GRACE,
    JOSE,
    PEOPLE,
    SMITH,
    STUDENTS,
    blackboard_gradebook,
    canvas_gradebook,
    moodle_worksheet,
    sortable,
    table,
)
from tests.tiny_class import gradebook_of, tiny_config

PLAIN = table([["id", "last_name", "first_name", "email"], ["00815", "Lovelace", "Ada", "ada@example.org"]])
PARTICIPANTS = table(
    [["First name", "Last name", "ID number", "Email address"], ["Ada", "Lovelace", "00815", "a@b.org"]]
)
FILES = {
    "canvas": canvas_gradebook(PEOPLE),
    "moodle": moodle_worksheet(PEOPLE),
    "blackboard": blackboard_gradebook(PEOPLE),
    "plain": PLAIN,
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_says_which_lms_wrote_it(name):
    assert name == formats.of_sheet(read(FILES[name])).NAME
    assert name == formats.of_sheet(read(FILES[name]), name).NAME


def test_a_file_that_nobody_wrote_is_refused():
    for content in (b"name,grade\nAda,4\n", "ID,Vollständiger Name,E-Mail-Adresse,Bewertung\n".encode()):
        with pytest.raises(Unusable, match="no LMS known here writes such a first line in English"):
            formats.of_sheet(read(content))
    with pytest.raises(Unusable, match="moodle writes no such file"):
        formats.of_sheet(read(FILES["canvas"]), "moodle")


def test_canvas_names_people_and_nobody_else():
    people = [person for _, person in canvas.people(read(FILES["canvas"]))]
    assert [(p.last, p.first, p.lms_id, p.ids) for p in people[:3]] == [
        ("Lovelace", "Ada", "1001", ("ada", "00815")),
        ("Hopper", "Grace", "1002", ("grace", "00816")),
        ("García Márquez", "José", "1003", ("jgarcia", "00817")),
    ]
    assert len(people) == len(PEOPLE)


def test_an_instructor_who_looks_as_a_student_does_is_none():
    """Canvas gives its test student a hash for a login, and a name in the course's language."""
    rows = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section"], ["étudiant, test", "9", "", "0af3" * 10, "1"]]
    assert canvas.people(read(table(rows))) == []
    rows[1][2] = "00815"  # somebody whom the university knows
    assert len(canvas.people(read(table(rows)))) == 1
    preview = replace(ADA, login="ada_previewuser")
    assert [person.lms_id for _, person in blackboard.people(read(blackboard_gradebook([preview, ADA])))] == ["ada"]


def test_a_column_of_ids_in_which_nothing_stands_is_none():
    """Moodle exports the ID number also where nobody has one."""
    found, refused = listed_in(read(PARTICIPANTS.replace(b"00815", b"")), moodle)
    assert list(found) == ["a@b.org"] and not refused
    found, refused = listed_in(read(PARTICIPANTS.replace(b"00815", b"")), moodle, "ID number")
    assert not found and "has no id in this file" in refused[0]


def test_a_name_is_one_line():
    content = PLAIN.replace(b"Ada", b'"Ada\nAugusta"')
    assert listed_in(read(content), plain)[0]["00815"].first == "Ada Augusta"


def test_canvas_with_two_columns_for_names():
    header = ["LastName", "FirstName", "ID", "SIS Login ID", "Section", "tiny (501)"]
    sheet = read(table([header, ["=Ada", "A, B", "7", "ada", "1", ""]], delimiter=";"))
    assert canvas.people(sheet) == [(1, Person("=Ada", "A, B", lms_id="7", ids=("ada",)))]


def test_moodle_and_blackboard_name_people():
    assert moodle.people(read(FILES["moodle"]))[0] == (1, Person(full="Ada Lovelace", email="ada@example.org"))
    assert moodle.people(read(PARTICIPANTS)) == [(1, Person("Lovelace", "Ada", email="a@b.org", ids=("00815",)))]
    hidden = moodle.people(read(PARTICIPANTS.replace(b"Email address", b"Groups")))
    assert formats.of_sheet(read(PARTICIPANTS.replace(b"Email address", b"Groups"))) is moodle
    assert hidden == [(1, Person("Lovelace", "Ada", ids=("00815",)))]
    first = Person("Lovelace", "Ada", lms_id="ada", ids=("ada", "00815"))
    assert blackboard.people(read(FILES["blackboard"]))[0] == (1, first)
    assert plain.people(read(PLAIN)) == [(1, Person("Lovelace", "Ada", "", "ada@example.org", "", ("00815",)))]


@pytest.mark.parametrize("name, column", [("canvas", "SIS User ID"), ("blackboard", "Student ID"), ("plain", None)])
def test_ids_keep_their_leading_zeros(name, column):
    found, refused = listed_in(read(FILES[name]), formats.ALL[name], column)
    assert not refused and found["00815"].last == "Lovelace"


@given(CLASSES, st.sampled_from(["canvas", "blackboard"]))
def test_whatever_people_are_called_a_roster_has_them(people, name):
    write = {"canvas": canvas_gradebook, "blackboard": blackboard_gradebook}[name]
    found, refused = listed_in(read(write(people)), formats.ALL[name])
    assert not refused
    names = {one.login: (one.last, one.first) for one in people}
    assert {id: (student.last, student.first) for id, student in found.items()} == names


@pytest.mark.parametrize("wrong", ["", "../up", "a/b", ".hidden", "a\\b", "a,b", "*", "a+b", "-x"])
def test_an_id_that_can_be_no_folder_is_refused_and_told(wrong):
    found, refused = listed_in(read(table([["id", "last_name"], [wrong, "Lovelace"], ["ok", "Hopper"]])), plain)
    assert list(found) == ["ok"]
    assert len(refused) == (wrong != "")  # a line without an id is a blank one


def test_two_people_with_one_id_are_told():
    sheet = read(table([["id", "last_name"], ["1", "Lovelace"], ["1", "Hopper"], ["1", "Lovelace"]]))
    found, refused = listed_in(sheet, plain)
    assert found["1"].last == "Lovelace" and refused == ["Hopper (1) has the id of somebody else in this file"]


# ── what changes ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_roster_adds_and_changes_and_never_removes():
    students = [Student("ada", "King", "Ada", "ada@example.org", "1001"), Student("old", "Gone", "Long")]
    found, refused = listed_in(read(canvas_gradebook([ADA, GRACE])), canvas)
    made = changes_of(found, refused, students)
    assert made.new == [Student("grace", "Hopper", "Grace", "", "1002")]
    assert made.changed == [(students[0], replace(students[0], last="Lovelace"))]
    assert made.missing == [students[1]] and not made.refused


def test_another_kind_of_ids_does_not_make_a_second_class():
    """What is an ID number in one file is a login in the next: who is there already is not entered anew."""
    there = [Student("00815", "Lovelace", "Ada", "", "")]
    found, refused = listed_in(read(FILES["canvas"]), canvas, students=there)
    assert set(found) == {p.login for p in PEOPLE} - {"ada"} and "in the gradebook as 00815" in refused[0]
    assert set(listed_in(read(FILES["canvas"]), canvas, "SIS User ID", there)[0]) == {p.sis for p in PEOPLE}
    moved = [Student("lovelace", "Lovelace", "Ada", "", str(ADA.number))]  # Canvas knows: a login that has changed
    assert not listed_in(read(FILES["canvas"]), canvas, students=moved)[1]


def test_a_new_login_does_not_make_a_second_student():
    students = [Student("ada", "Lovelace", "Ada", "", "1001")]
    found, refused = listed_in(read(canvas_gradebook([replace(ADA, login="ada.lovelace")])), canvas)
    made = changes_of(found, refused, students)
    assert (made.new, made.changed, made.same) == ([], [], 1)


def test_an_id_that_now_is_somebody_elses_is_told():
    students = [Student("ada", "Lovelace", "Ada", "", "1001")]
    found, refused = listed_in(read(canvas_gradebook([replace(GRACE, login="ada")])), canvas)
    assert len(changes_of(found, refused, students).refused) == 1


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A course with an empty gradebook; making one takes seconds."""
    folder = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    gradebook_of(tiny_config(folder)).close()
    return folder


@pytest.fixture
def config(empty, tmp_path):
    shutil.copytree(empty, tmp_path / "course")
    return tiny_config(tmp_path / "course")


def entered(config):
    with gradebook_of(config) as gradebook:
        return {s.id: (s.last_name, s.first_name, s.lms_user_id) for s in gradebook.students}


def run(config, content, **settings):
    """(exit code, what was printed) of entering a roster."""
    path = f"{config.CourseDirectory.root}/roster.csv"
    with open(path, "wb") as file:
        file.write(content)
    console = Console(width=200, file=io.StringIO())
    return roster.main(path, config=config, console=console, **settings), console.file.getvalue()


def test_the_command_enters_a_roster_once(config):
    code, told = run(config, FILES["canvas"], dry_run=True)
    assert code == 0 and "dry run" in told and "4 new" in told and entered(config) == {}
    assert run(config, FILES["canvas"])[0] == 0
    assert entered(config)["jgarcia"] == ("García Márquez", "José", "1003")
    assert entered(config)["bsmith"] == ("Smith, Jr.", 'Robert "Bob"', "1004")
    code, told = run(config, FILES["canvas"])
    assert code == 0 and "0 new, 0 changed, 4 as they were" in told


def test_the_command_says_what_it_cannot_enter(config):
    code, told = run(config, FILES["canvas"], column="SIS User ID")
    assert code == 0 and set(entered(config)) == {"00815", "00816", "00817", "00818"}
    with pytest.raises(Unusable, match="--id COLUMN"):
        run(config, FILES["canvas"], column="Student number")
    code, told = run(config, table([["id", "last_name"], ["a/b", "[bold]Lovelace"]]))
    assert code == 1 and "[bold]Lovelace (a/b) has an id that can be no folder's name: a/b" in told


# ── whom of ours they mean ──────────────────────────────────────────────────────────────────────────────────────


def test_ids_say_who_it_is_whatever_the_name():
    person = Person("King", "Ada", lms_id="1001")
    assert matched([person], STUDENTS) == ({person: STUDENTS[0]}, {})


def test_ids_that_belong_to_two_say_nothing():
    person = Person("Lovelace", "Ada", lms_id="1001", ids=("grace",))
    found, unknown = matched([person], STUDENTS)
    assert not found and "its ids belong to several" in unknown[person]


def test_a_name_counts_where_no_id_is_known_and_only_one_has_it():
    people = [Person(full="Ada Lovelace"), Person(full="Lovelace Ada"), Person(full="Grace Hopper")]
    found, unknown = matched([people[0], people[2]], STUDENTS)
    assert list(found.values()) == STUDENTS[:2] and not unknown
    found, unknown = matched(people, STUDENTS)
    assert list(found) == [people[2]] and set(unknown.values()) == {"this name stands there more than once"}


def test_a_name_does_not_count_where_ids_do():
    """Another of this name, whom the gradebook does not have."""
    other = Person("Hopper", "Grace", lms_id="77", ids=("grace2",))
    found, unknown = matched([Person("Lovelace", "Ada", lms_id="1001"), other], STUDENTS)
    assert other in unknown and len(found) == 1


def test_a_name_that_two_have_is_nobodys():
    twins = [Student("a", "Doe", "Jane"), Student("b", "Doe", "Jane")]
    person = Person(full="Jane Doe")
    assert "several have this name" in matched([person], twins)[1][person]


def test_a_name_does_not_count_against_an_address():
    person = Person(full="Ada Lovelace", email="other@example.org")
    assert person in matched([person], STUDENTS)[1]


@given(CLASSES, st.data())
def test_nobody_is_ever_taken_for_somebody_else(people, data):
    """By ids everybody is found; by names nobody but who bears one, and no two are taken for one."""
    students = [Student(p.login, p.last, p.first, "", str(p.number)) for p in people]
    own = dict(zip(students, people))
    by_id = [Person(p.last, p.first, lms_id=str(p.number), ids=(p.login,)) for p in people]
    conflicts = matched(by_id, students)[1]
    assert all(own[student].number == int(person.lms_id) for person, student in matched(by_id, students)[0].items())
    assert all("belong to several" in why for why in conflicts.values())
    strangers = data.draw(CLASSES)
    by_name = [Person(full=f"{p.first} {p.last}") for p in [*people, *strangers]]
    found, _ = matched(by_name, students)
    assert all(keys_of(person) & keys_of(student) for person, student in found.items())
    assert len(set(found.values())) == len(found)


def test_names_as_files_have_them_are_known_again():
    for person in [ADA, GRACE, JOSE, SMITH]:
        last, _, first = sortable(person).partition(", ")
        in_file = Person(full=sortable(person).lower().replace(", ", "").replace(" ", "").replace('"', ""))
        assert keys_of(in_file) & keys_of(Student("x", last, first))

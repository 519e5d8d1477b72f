"""The zips that LMSs give out: whose is what, what is refused, and feedback under names that they know again."""

import os
import re
import stat
import zipfile
from datetime import datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from autograder.lms import archive, blackboard, canvas, formats, moodle, plain
from autograder.lms.archive import Archive, wrong_with_path
from autograder.lms.arrivals import arrival_of, by_student, names_for
from autograder.lms.feedback import packed
from autograder.lms.people import Student, Unusable
from autograder.lms.sheet import read
from tests.lms_files import (
    ADA,
    CLASSES,
    GRACE,
    JOSE,
    NOON,
    PEOPLE,
    STEP,
    STUDENTS,
    Somebody,
    blackboard_names,
    canvas_name,
    canvas_takes_back,
    moodle_folder,
    moodle_takes_back,
    moodle_worksheet,
    ours,
    zipped,
)

AT_BLACKBOARD = [Student(p.login, p.last, p.first, "", p.login) for p in PEOPLE]
FILE = "losses.ipynb"


def whose(lms, names, students, sheet=None, text_of=None):
    """({student's id: {member: file}}, lines on what is nobody's)."""
    found, unmatched = by_student(lms.readings(names, sheet, text_of), students)
    return {student.id: {one.member: one.file for one in own} for student, own in found.items()}, unmatched


# ── Canvas ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_canvas_says_whose_and_whether_late():
    names = [canvas_name(ADA, 11, FILE), canvas_name(JOSE, 12, "losses-2.ipynb", late=True)]
    assert names[1] == "garcíamárquezjosé_LATE_1003_12_losses-2.ipynb"
    found, unmatched = whose(canvas, names, STUDENTS)
    assert found == {"ada": {names[0]: FILE}, "jgarcia": {names[1]: "losses-2.ipynb"}} and not unmatched
    ways = canvas.readings(names)
    assert [(way.late, way.order) for own in ways.values() for way in own] == [(False, 11), (True, 12)]


def test_canvas_text_and_links_are_no_files():
    assert canvas.readings(["lovelaceada_1001_text.html", "lovelaceada_LATE_1001_link.html"]) == {}
    assert canvas.readings(["notes.pdf"]) == {"notes.pdf": []}


@given(CLASSES, st.text("abc_0123456789-. LATE", min_size=1, max_size=12), st.data())
def test_whatever_canvas_students_are_called_no_file_goes_astray(people, file, data):
    """Also where names and files hold digits between underscores: then it may be nobody's."""
    assume(len({p.number for p in people}) == len(people))
    owner = data.draw(st.sampled_from(people))
    name = canvas_name(owner, 77, file)
    found, unmatched = whose(canvas, [name], ours(people))
    assert set(found) <= {owner.login}
    assert bool(found) != bool(unmatched)


def test_a_name_made_to_look_like_another_students_file_is_nobodys():
    mallory = Somebody(99, "doejane_12", "", "mallory", "1")
    jane = Somebody(12, "Doe", "Jane", "jane", "2")
    name = canvas_name(mallory, 100, FILE)
    assert name == f"doejane_12_99_100_{FILE}"
    found, unmatched = whose(canvas, [name], ours([mallory, jane]))
    assert not found and "may be of several" in unmatched[0]


@pytest.mark.parametrize("file", ["_1001_99_a.ipynb", "1001_99_a.ipynb", "_LATE_1002_99_a.ipynb"])
def test_a_file_that_is_named_like_a_hand_in_stays_its_owners_and_late(file):
    name = canvas_name(ADA, 11, file, late=True)
    found, unmatched = by_student(canvas.readings([name]), STUDENTS)
    ((student, (one,)),) = found.items()
    assert (student.id, one.late, one.order, one.file) == ("ada", True, 11, file) and not unmatched


def test_a_group_at_canvas_bears_the_number_of_one_member_and_it_is_told():
    """As content_zipper.rb has it: the group's representative lends the number, the group its name."""
    names = [f"teamrocket_1001_11_{FILE}", canvas_name(JOSE, 12, FILE)]
    found, unmatched = by_student(canvas.readings(names), STUDENTS)
    notes = {student.id: arrival_of(student, own, {FILE}).notes for student, own in found.items()}
    assert "teamrocket is the name in the zip" in notes["ada"][0] and not notes["jgarcia"] and not unmatched


# ── Moodle ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_moodle_says_whose_in_folders_and_without():
    flat, nested = f"{moodle_folder(ADA)}{FILE}", f"all/{moodle_folder(JOSE)}/sub/{FILE}"
    newer = f"Grace Hopper_5_assignsubmission_file/{FILE}"
    text = "Grace Hopper_5_assignsubmission_onlinetext_/onlinetext.html"
    found, unmatched = whose(moodle, [flat, nested, newer, text], STUDENTS)
    assert found == {"ada": {flat: FILE}, "jgarcia": {nested: f"sub/{FILE}"}, "grace": {newer: FILE}} and not unmatched


def test_moodle_twins_are_nobodys_without_the_worksheet():
    twin = Somebody(1005, "Lovelace", "Ada", "ada2", "1")
    names = [f"{moodle_folder(one)}/{FILE}" for one in (ADA, twin)]
    assert whose(moodle, names, ours([ADA]))[0] == {}
    assert whose(moodle, names, ours([ADA, twin]))[0] == {}
    sheet = read(moodle_worksheet([ADA, twin]))
    assert whose(moodle, names, ours([ADA, twin]), sheet)[0] == {"ada": {names[0]: FILE}, "ada2": {names[1]: FILE}}


def test_moodles_worksheet_says_when_and_whether_late():
    sheet = read(moodle_worksheet(PEOPLE, when={ADA: NOON, GRACE: NOON + timedelta(hours=3)}, late=[GRACE]))
    names = [f"{moodle_folder(one)}/{FILE}" for one in (ADA, GRACE, JOSE)]
    ways = [own[0] for own in moodle.readings(names, sheet).values()]
    assert [(w.when, w.late) for w in ways] == [(NOON, False), (NOON + timedelta(hours=3), True), (None, False)]
    assert moodle.time_of("Wednesday, 30 September 2026, 11:59\u202fPM") == datetime(2026, 9, 30, 23, 59)
    assert moodle.time_of("Wednesday, September 30, 2026, 11:59 PM") == datetime(2026, 9, 30, 23, 59)
    assert moodle.time_of("-") is None


def test_a_number_at_moodle_says_nothing_without_its_name():
    """Every assignment numbers anew, and groups have numbers of their own: another's worksheet is a wrong one."""
    sheet, ada, jose = read(moodle_worksheet(PEOPLE)), moodle_folder(ADA), moodle_folder(JOSE)
    right, strange = f"{jose}/{FILE}", ada.replace("Ada Lovelace", "Grace Hopper") + f"/{FILE}"
    team = ada.replace("Ada Lovelace", "Team Ada") + f"/{FILE}"
    found, unmatched = whose(moodle, [right, strange, team], STUDENTS, sheet)
    assert found == {"jgarcia": {right: FILE}} and len(unmatched) == 2
    with pytest.raises(Unusable, match="another assignment's, or of groups"):
        moodle.readings([strange, team], sheet)


def test_a_draft_at_moodle_is_told():
    content = moodle_worksheet([ADA, JOSE]).replace(b"No submission", b"Draft (not submitted)", 1)
    names = [f"{moodle_folder(one)}/{file}" for one in (ADA, JOSE) for file in (FILE, "data.csv")]
    found, _ = by_student(moodle.readings(names, read(content)), STUDENTS)
    notes = {student.id: arrival_of(student, own, {FILE}).notes for student, own in found.items()}
    assert notes == {"ada": ["a draft, says Moodle"], "jgarcia": []}


@pytest.mark.parametrize("name", ["Participant", "Group A-Ada Lovelace", "Ada_Lovelace"])
def test_a_name_at_moodle_may_be_hidden_or_have_a_group_before_it(name):
    file = moodle_folder(ADA).replace("Ada Lovelace", name.replace("_", " ")) + f"/{FILE}"
    assert whose(moodle, [file], STUDENTS, read(moodle_worksheet(PEOPLE)))[0] == {"ada": {file: FILE}}


# ── Blackboard ──────────────────────────────────────────────────────────────────────────────────────────────────


def at_blackboard(people, title="Problem set_1", when=NOON):
    """{name: text} of a zip: a file of each, and the text beside it."""
    names = [blackboard_names(one, when, FILE, title) for one in people]
    return {file: "" for file, _ in names} | {text: f"Name: (A) B ({p.login})\n" for (_, text), p in zip(names, people)}


def test_blackboard_says_whose_and_when():
    zipped_ = at_blackboard([ADA])
    file = next(iter(zipped_))
    assert whose(blackboard, list(zipped_), AT_BLACKBOARD, text_of=zipped_.get) == ({"ada": {file: FILE}}, [])
    (way,) = blackboard.readings(list(zipped_), None, zipped_.get)[file]
    assert way.when == NOON and way.person.lms_id == "ada"


def test_blackboards_text_is_read_in_any_language():
    """One title may stand before both: the text says which."""
    people = [Somebody(1, "Berg", "Bo", "berg", "1"), Somebody(2, "Berg", "An", "der_berg", "2")]
    students = [Student(p.login, p.last, p.first, "", p.login) for p in people]
    for name in ("Name:", "Nombre:", "Nom :", "名前:"):
        file, text = blackboard_names(people[0], NOON, FILE, "ps_der")
        said = {file: "", text: f"{name} Bo Berg (berg)\nTarea: ps_der (1)\n"}
        assert whose(blackboard, list(said), students, None, said.get) == ({"berg": {file: FILE}}, [])


def test_where_no_text_says_it_one_title_stands_before_all():
    people = [Somebody(1, "Doe", "Jane", "doe", "1"), Somebody(2, "Doe", "Jill", "j_doe", "2")]
    students = [Student(p.login, p.last, p.first, "", p.login) for p in people]
    names = [blackboard_names(one, NOON, FILE, "ps 1")[0] for one in people]
    assert whose(blackboard, names, students)[0] == {"doe": {names[0]: FILE}, "j_doe": {names[1]: FILE}}
    for known in (students, students[:1]):  # also where j_doe is gone, and doe is not
        alone, unmatched = whose(blackboard, names[1:], known)
        assert not alone and "may be of" in unmatched[0]


@given(CLASSES, st.text("ab_1 ", min_size=1, max_size=6), st.data())
def test_whatever_blackboard_users_are_called_no_file_goes_astray(people, title, data):
    enrolled = data.draw(st.lists(st.sampled_from(people), unique=True))
    students = [Student(p.login, p.last, p.first, "", p.login) for p in enrolled]
    files = at_blackboard(people, title)
    owner = dict(zip(files, people))
    with_text = {
        owner[member].login
        for own in whose(blackboard, list(files), students, None, files.get)[0].values()
        for member in own
    }
    assert with_text == {one.login for one in enrolled}
    for student, own in whose(blackboard, list(files), students)[0].items():
        assert {owner[member].login for member in own} == {student}


def test_a_file_cannot_say_that_it_came_earlier():
    early = blackboard_names(ADA, NOON, "x_attempt_2020-01-01-00-00-00_losses.ipynb")[0]
    assert {way.when for way in blackboard.readings([early])[early]} == {NOON}
    assert blackboard.readings(["ps_ada_attempt_2026-99-99-00-00-00_x"]) == {"ps_ada_attempt_2026-99-99-00-00-00_x": []}


def test_of_several_attempts_the_last_counts():
    names = [blackboard_names(ADA, NOON + timedelta(hours=h), FILE, "ps")[0] for h in (0, 2, 1)]
    found, _ = by_student(blackboard.readings(names), AT_BLACKBOARD)
    (arrival,) = [arrival_of(student, own, {FILE}) for student, own in found.items()]
    assert {path: one.member for path, one in arrival.members.items()} == {FILE: names[1]}
    assert arrival.notes == ["the last of 3 attempts"]


# ── which LMS, and under which name ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "lms, name",
    [
        (canvas, canvas_name(ADA, 11, FILE)),
        (moodle, f"{moodle_folder(ADA)}/{FILE}"),
        (blackboard, blackboard_names(ADA, NOON, FILE)[0]),
    ],
)
def test_names_say_which_lms_gave_them(lms, name):
    assert formats.of_names([name, "readme.txt"]) is lms


def test_names_that_nobody_gave_are_refused():
    with pytest.raises(Unusable, match="--from plain"):
        formats.of_names([f"ada/{FILE}"])
    assert formats.of_names([f"ada/{FILE}"], "plain") is plain
    assert whose(plain, [f"ada/sub/{FILE}", "loose.txt"], STUDENTS)[0] == {"ada": {f"ada/sub/{FILE}": f"sub/{FILE}"}}


def test_a_folder_around_all_students_is_nobodys_name():
    own = f"ada/a/{FILE}", "ada/b/data.csv", "ada/notes.txt"
    assert set(whose(plain, own, STUDENTS)[0]["ada"].values()) == {f"a/{FILE}", "b/data.csv", "notes.txt"}
    packed_ = f"all/ada/{FILE}", "all/grace/sub/data.csv"
    assert {s: {*f.values()} for s, f in whose(plain, packed_, STUDENTS)[0].items()} == {
        "ada": {FILE},
        "grace": {"sub/data.csv"},
    }


@pytest.mark.parametrize(
    "files, there",
    [
        (["losses-3.ipynb"], ["losses.ipynb"]),
        (["losses (1).ipynb", "data.csv"], ["losses.ipynb", "data.csv"]),
        (["losses-1.ipynb", "losses.ipynb"], ["losses-1.ipynb", "losses.ipynb"]),
        (["losses-1.ipynb", "losses-2.ipynb"], ["losses-1.ipynb", "losses-2.ipynb"]),
        (["other-1.ipynb"], ["other-1.ipynb"]),
    ],
)
def test_the_number_of_a_resubmission_is_no_part_of_a_name(files, there):
    assert list(names_for(files, {"losses.ipynb"}).values()) == there


def test_what_a_student_may_not_write_is_left_out():
    handed_in = [
        way
        for name in ("timestamp.txt", "Timestamp.TXT", "a", "a/b", "../up")
        for way in plain.readings([f"ada/{name}"])[f"ada/{name}"]
    ]
    arrival = arrival_of(STUDENTS[0], handed_in, {FILE})
    assert list(arrival.members) == ["a"] and len(arrival.notes) == 4


# ── hostile zips ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "name",
    ["/etc/x", "../x", "a/../../x", "a//b", "a\\b", "./x", "x\x1b[2J", "x" * 300, "/".join("a" * 20), "a/\u202e"],
)
def test_a_path_that_leads_elsewhere_is_none(name):
    assert wrong_with_path(name)


def entry(name, mode):
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def test_links_devices_and_doubles_are_left_out_and_told(tmp_path):
    files = [(entry("link", stat.S_IFLNK | 0o777), "/etc/passwd"), (entry("pipe", stat.S_IFIFO), ""), ("a", "1")]
    files += [(entry("a", stat.S_IFREG | 0o644), "2"), ("__MACOSX/._a", ""), ("folder/", "")]
    with pytest.warns(UserWarning, match="Duplicate"):
        path = zipped(tmp_path / "x.zip", files)
    with Archive(path) as found:
        assert list(found.members) == ["a"]
        assert found.left_out == [
            "link is no file, but a link or a device",
            "pipe is no file, but a link or a device",
            "a stands there twice",
        ]
        assert found.contents({"a": "a"}) == ({"a": b"1"}, [])


def test_a_zip_from_windows_may_have_its_separators(tmp_path):
    infos = {name: zipfile.ZipInfo(name) for name in ("ada\\sub\\x", "ada\\", "..\\evil", "c\\..\\..\\evil")}
    for info in infos.values():
        info.create_system = archive.WINDOWS
    with Archive(zipped(tmp_path / "x.zip", [(info, "") for info in infos.values()])) as found:
        assert list(found.members) == ["ada/sub/x"] and len(found.left_out) == 2


def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.course.intake.LARGEST_FILE", 1 << 20)
    path = zipped(tmp_path / "x.zip", {"bomb": b"\0" * (2 << 20), "small": b"1"})
    with Archive(path) as found:
        files, left_out = found.contents({"bomb": "bomb", "small": "small"})
    assert files == {"small": b"1"} and "bomb has 2 MB" in left_out[0]


@pytest.mark.parametrize("packed", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_what_zipfile_would_unpack_all_at_once_is_not_read(tmp_path, packed):
    """However little of it is asked for: a megabyte holds gigabytes."""
    with zipfile.ZipFile(tmp_path / "x.zip", "w", packed) as archive:
        archive.writestr("bomb", b"\0" * (1 << 20))
    with Archive(tmp_path / "x.zip") as found:
        assert not found.members and found.left_out == ["bomb is packed in a way that is not read"]


def test_a_member_that_lies_about_its_size_is_damaged(tmp_path):
    path = zipped(tmp_path / "x.zip", {"liar": b"\0" * 100_000})
    raw = path.read_bytes()
    path.write_bytes(raw.replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with Archive(path) as found:
        files, left_out = found.contents({"liar": "liar"})
    assert not files and "liar is damaged" in left_out[0]


def test_a_zip_with_too_many_files_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_MEMBERS", 10)
    with pytest.raises(Unusable, match="11 files"):
        Archive(zipped(tmp_path / "x.zip", {str(n): "" for n in range(11)}))


@pytest.mark.parametrize("content", [b"", b"PK\5\6", b"not a zip"])
def test_what_is_no_zip_is_refused(tmp_path, content):
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(Unusable, match="cannot be opened"):
        Archive(tmp_path / "x.zip")


def test_a_pipe_is_no_zip(tmp_path):
    os.mkfifo(tmp_path / "x.zip")
    with pytest.raises(Unusable, match="no such file"):
        Archive(tmp_path / "x.zip")


def test_names_in_utf_8_that_do_not_say_so_are_read(tmp_path):
    path = zipped(tmp_path / "x.zip", {"garcíajosé": b"1"})
    content = path.read_bytes()
    for head in (b"PK\3\4\x14\0", b"PK\1\2\x14\3\x14\0"):
        content = content.replace(head + b"\0\x08", head + b"\0\0")  # the flag
    path.write_bytes(content)
    with Archive(path) as found:
        assert found.contents({"x": "garcíajosé"}) == ({"x": b"1"}, [])


# ── feedback ────────────────────────────────────────────────────────────────────────────────────────────────────

PAGES = {"ada": {"losses.html": "for Ada"}, "jgarcia": {"losses.html": "for José"}}


def test_canvas_knows_feedback_again():
    names = [
        canvas_name(ADA, 11, FILE),
        canvas_name(JOSE, 12, "losses-2.ipynb", late=True),
        canvas_name(ADA, 13, "a.csv"),
    ]
    files = packed(PAGES, by_student(canvas.readings(names), STUDENTS)[0])
    assert {canvas_takes_back(name): page for name, page in files.items()} == {
        (1001, 11): "for Ada",
        (1003, 12): "for José",
    }


@given(CLASSES)
def test_moodle_knows_feedback_again_whatever_people_are_called(people):
    names = [f"{moodle_folder(one)}/{FILE}" for one in people]
    pages = {one.login: {"losses.html": f"for {one.number}"} for one in people}
    found, _ = by_student(moodle.readings(names, read(moodle_worksheet(people))), ours(people))
    files = packed(pages, found)
    numbers = {one.number + STEP for one in people}
    for name, page in files.items():
        number, plugin, file = moodle_takes_back(name, numbers)
        assert (plugin, file, page) == ("assignfeedback_file", "losses.html", f"for {number - STEP}")
    assert len(files) == len(found)


def test_blackboard_has_a_folder_a_student():
    names = [blackboard_names(ADA, NOON, FILE, "ps")[0]]
    assert packed(PAGES, by_student(blackboard.readings(names), AT_BLACKBOARD)[0]) == {"ada/losses.html": "for Ada"}


def test_the_helpers_write_names_as_canvas_does():
    assert re.fullmatch(r"smithjrrobertbob_1004_5_a_b\.ipynb", canvas_name(PEOPLE[3], 5, "a/b.ipynb"))

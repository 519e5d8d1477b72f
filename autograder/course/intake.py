"""What was handed in, before anything else reads it: its files as bytes, and one notebook in a normal form.

    files_of       from a folder: copies bytes and parses nothing, so that the gradebook's own process may do it
    files_around   the same from the folder of one notebook
    normal_form    from a file's bytes: nbformat 4.5, the same whatever editor wrote it
    chosen         from all files: which notebook is meant, and what else lay there

Everything takes time and memory in proportion to what was handed in, which is limited first.
"""

import contextlib
import errno
import fnmatch
import itertools
import json
import math
import os
import re
import stat
from collections import deque
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath

from nbformat import NotebookNode, from_dict

from autograder.course.cells import grade_id, is_answer, squeezed
from autograder.course.head import without_due
from autograder.course.places import assignment_at, key_of, notebooks, topics

MB = 1 << 20
LARGEST_FILE, ALL_FILES, MOST_FILES = 64 * MB, 128 * MB, 1_000
ALL_BESIDE = 16 * MB  # beside a notebook that lies anywhere
MOST_ENTRIES, DEEPEST = 20_000, 12  # of folders: what is looked at
MOST_CELLS, MOST_TEXT, MOST_PICTURES = 10_000, 8 * MB, 16 * MB  # of a notebook without its outputs
MOST_NOTEBOOKS = 30  # that are read to find the one that is meant
LONGEST_STUB = 20_000  # a longer function is not the released one
TOLD, LONGEST_NAME, LONGEST_REASON = 8, 80, 480  # names in one sentence, letters of a name and of a reason


class Unreadable(ValueError):
    """What was handed in holds no notebook that can be graded: the message says why, and what to do."""


def shown(name):
    """A file's name in a sentence: on one line, without what moves a cursor or is no letter."""
    name = "".join(c if c.isprintable() else "�" for c in name)
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"


def listing(names):
    """'a.pdf, b.zip and 3 more'"""
    more = f" and {len(names) - TOLD} more" if len(names) > TOLD else ""
    return ", ".join(map(shown, names[:TOLD])) + more


# ── files ───────────────────────────────────────────────────────────────────────────────────────────────────────

SAFELY = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
THEIRS = {errno.EACCES, errno.EPERM, errno.ENOENT, errno.ELOOP, errno.ENOTDIR, errno.EISDIR, errno.ENXIO, errno.ENODEV}
ODD = {
    stat.S_IFLNK: "a link to another file: hand in the file itself",
    stat.S_IFIFO: "a pipe, which is not read",
    stat.S_IFSOCK: "a socket, which is not read",
    stat.S_IFCHR: "a device, which is not read",
    stat.S_IFBLK: "a device, which is not read",
}
DOCUMENTS = {".pdf", ".doc", ".docx", ".odt", ".pages", ".html", ".htm"}  # which some take for the notebook
ARCHIVES = {".zip", ".7z", ".rar", ".gz", ".tar", ".tgz"}
JUNK = {".DS_Store", "Thumbs.db", "desktop.ini"}


def is_ignored(name, patterns):
    """Whether nbgrader's coursedir.ignore leaves this name out; as in a shell, * stands for no dot at the start."""
    return any(fnmatch.fnmatchcase(name, p) and (p[:1] == "." or name[:1] != ".") for p in patterns)


def is_notebook(path):
    """Whether a file may be a notebook, by its name: browsers make power_loss.ipynb.txt of it, or .json."""
    return ".ipynb" in PurePosixPath(path).name.lower() and not is_junk(path)


def is_junk(path):
    """Whether a file was made by a program's housekeeping: a checkpoint, a trash folder, a Mac's shadow of a file."""
    *folders, name = PurePosixPath(path).parts
    return name in JUNK or name.startswith("._") or any(f == "__MACOSX" or f.startswith(".") for f in folders)


@contextlib.contextmanager
def opened(top, path, kind=0):
    """A descriptor of what lies at this path below a folder; no step of the way is a link. Raises OSError."""
    *folders, name = path.split("/")
    place = os.dup(top)
    try:
        for step, flags in [*((folder, os.O_DIRECTORY) for folder in folders), (name or ".", kind)]:
            there = os.open(step, SAFELY | flags, dir_fd=place)
            os.close(place)
            place = there
        yield place
    finally:
        os.close(place)


@contextlib.contextmanager
def noted(path, left_out):
    """Notes what cannot be opened, where it is the file's own fault; raises OSError where it is the machine's."""
    try:
        yield
    except OSError as error:
        if error.errno not in THEIRS:
            raise
        left_out.append(f"{shown(path)} cannot be opened: {error.strerror}.")


def listed(top, ignored, left_out):
    """{path: os.stat_result} of the regular files below a folder, those of upper folders first."""
    found, folders, seen = {}, deque([""]), 0
    while folders:
        folder = folders.popleft()
        with noted(folder, left_out), opened(top, folder, os.O_DIRECTORY) as place, os.scandir(place) as entries:
            for entry in sorted(itertools.islice(entries, MOST_ENTRIES - seen), key=lambda e: e.name):
                seen += 1
                path = f"{folder}/{entry.name}".lstrip("/")
                if is_ignored(entry.name, ignored):
                    continue
                with noted(path, left_out):
                    about = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(about.st_mode):
                        found[path] = about
                    elif not stat.S_ISDIR(about.st_mode):
                        left_out.append(f"{shown(path)} is {ODD.get(stat.S_IFMT(about.st_mode), 'no file')}.")
                    elif path.count("/") < DEEPEST:
                        folders.append(path)
                    else:
                        left_out.append(f"{shown(path)} lies too deep in folders.")
        if seen >= MOST_ENTRIES:
            left_out.append(f"There are more than {MOST_ENTRIES} files and folders: the rest was not looked at.")
            break
    return found


def within_limits(found, left_out, most=ALL_FILES):
    """The paths of the files that may be read, so many bytes in all: notebooks first, then small ones."""
    allowed, total = [], 0
    for path in sorted(found, key=lambda path: (not is_notebook(path), found[path].st_size, path)):
        size = found[path].st_size
        if size > LARGEST_FILE:
            left_out.append(f"{shown(path)} has {size // MB} MB: a file may have {LARGEST_FILE // MB}.")
        elif len(allowed) == MOST_FILES or total + size > most:
            left_out.append(f"{shown(path)}: there may be {MOST_FILES} files of {most // MB} MB in all.")
        else:
            allowed.append(path)
            total += size
    return allowed


def content_of(top, path, about):
    """A file's bytes; None if it is not the file, or not the size, that was listed."""
    with opened(top, path) as descriptor:
        now = os.fstat(descriptor)
        same = (now.st_dev, now.st_ino, now.st_size) == (about.st_dev, about.st_ino, about.st_size)
        if not same or not stat.S_ISREG(now.st_mode):
            return None
        with open(descriptor, "rb", closefd=False) as file:
            content = file.read(about.st_size + 1)
        return content if len(content) == about.st_size else None


def files_of(folder, ignored=(), most=ALL_FILES, kind=0):
    """({path: bytes} of what lies in a folder, sentences on what was left out).

    Only regular files are read, in limits that are kept before reading; no link is followed. Paths are relative,
    with slashes; what is no UTF-8 in them is as os.fsdecode has it. ignored: patterns of names, as nbgrader's
    coursedir.ignore; most: bytes in all; kind: flags with which the folder itself is opened, O_NOFOLLOW where it may be
    a link. Raises OSError where the trouble is the machine's.
    """
    files, left_out = {}, []
    top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | kind)
    try:
        found = listed(top, ignored, left_out)
        for path in within_limits(found, left_out, most):
            with noted(path, left_out):
                content = content_of(top, path, found[path])
                if content is None:
                    left_out.append(f"{shown(path)} changed while it was read.")
                else:
                    files[path] = content
    finally:
        os.close(top)
    more = len(left_out) - TOLD
    return files, left_out[:TOLD] + ([f"{more} more files were left out."] if more > 0 else [])


def files_around(path):
    """(the files of a notebook's folder, with no notebook but this one; sentences on what was left out).

    Raises Unreadable where the notebook itself cannot be read.
    """
    path = Path(path)
    others = ["*.ipynb*", ".*", *map("*{}".format, DOCUMENTS)]
    try:
        raw = typed(path)
        files, left_out = files_of(path.parent, others, ALL_BESIDE)
    except OSError as error:
        raise Unreadable(f"{shown(str(path))} cannot be opened: {error.strerror}.") from None
    return files | {path.name: raw}, left_out


def typed(path):
    """The bytes of a file that a user has named: what is too much of it is left. Raises OSError, Unreadable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Unreadable(f"{shown(str(path))} cannot be opened: it is no file.")
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(LARGEST_FILE + 1)
    finally:
        os.close(descriptor)


# ── one notebook ────────────────────────────────────────────────────────────────────────────────────────────────

LATIN_1 = {0xDC00 + byte: byte for byte in range(0x80, 0x100)}  # what is no UTF-8, as surrogateescape has it
TEXTS = "source", "input", "code", "text"  # where the versions of the format keep what stands in a cell
KINDS = {"code": "code", "markdown": "markdown", "raw": "raw", "heading": "markdown", "html": "markdown"}
KINDS |= {"text": "markdown"}
ABOUT = {"grade_id": str, "cell_type": str, "checksum": str, "grade": bool, "solution": bool, "locked": bool}
ABOUT |= {"task": bool, "points": int | float, "schema_version": int}
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
LONGEST_NUMBER = 40  # of digits: what is longer is nobody's, and slow to read
LONGEST_WORD, MOST_TAGS = 200, 100  # in a cell's metadata


def normal_form(raw, name):
    """The notebook in these bytes, as nbformat 4.5, without its outputs. name: its file's. Raises Unreadable.

    Every cell has a source, a valid id of its own and metadata that make sense; all texts can be written as UTF-8.
    What a version of the format calls otherwise has its name of today; what is of no known kind is kept as raw text.
    """
    return normalised(raw, shown(name))[0]


def normalised(raw, name):
    """(the notebook's normal form, sentences on what had to be repaired and may matter)."""
    text, notes = text_of(raw, name)
    found = cells_in(content_of_json(text, name), name)
    cells = [cell for cell in found if isinstance(cell, dict)]
    if len(cells) < len(found):
        notes.append(f"{name}: {len(found) - len(cells)} of its cells are none, and were left out.")
    kinds = {kind_of(cell) for cell in cells} - KINDS.keys()
    if kinds:
        notes.append(f"{name}: cells of an unknown type are kept as text ({listing(sorted(kinds))}).")
    cells = list(map(normal_cell, cells, unique_ids(cells)))
    if sum(len(cell["source"]) for cell in cells) > MOST_TEXT:
        raise Unreadable(f"{name} has more than {MOST_TEXT // MB} MB of text in its cells: hand in a smaller one.")
    room = MOST_PICTURES
    for cell in cells:
        room -= size_of_pictures(cell)
        if room < 0 and cell.pop("attachments", None):
            notes.append(f"{name}: a picture in its text was left out, for its size.")
    return from_dict({"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}), notes


def text_of(raw, name):
    """(the text in a file's bytes, notes): UTF-8, or what its first bytes say. Raises Unreadable."""
    if len(raw) > LARGEST_FILE:
        raise Unreadable(f"{name} has more than {LARGEST_FILE // MB} MB: clear its outputs, and hand it in again.")
    if not raw.strip():
        raise Unreadable(f"{name} is empty: hand it in again.")
    encoding = json.detect_encoding(raw)
    try:
        return raw.decode(encoding, "surrogatepass"), []
    except UnicodeDecodeError:
        if raw.lstrip()[:1] != b"{":
            why = "is not text in UTF-8, so it is no notebook: hand in the .ipynb file."
            raise Unreadable(f"{name} {why}") from None
    return raw.decode("utf-8", "surrogateescape").translate(LATIN_1), [f"{name} is not UTF-8 throughout."]


def content_of_json(text, name):
    """What the text holds as JSON, numbers that nobody writes apart. Raises Unreadable."""
    short = lambda kind: lambda digits: kind(digits) if len(digits) <= LONGEST_NUMBER else None
    try:
        return json.loads(text, parse_int=short(int), parse_float=short(float), parse_constant=lambda _: None)
    except RecursionError:
        raise Unreadable(f"{name} is broken and cannot be read: its parts are nested too deeply.") from None
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        place = f" from line {line} on: it breaks off, or is damaged" if text.lstrip()[:1] == "{" else ""
        why = f"is broken and cannot be read: it is not JSON{place}"
        raise Unreadable(f"{name} {why}. Hand in the .ipynb file again.") from None


def cells_in(content, name):
    """The list of a notebook's cells, as any version of the format keeps it. Raises Unreadable."""
    found = content.get("cells") if isinstance(content, dict) else None
    if not found and isinstance(content, dict) and isinstance(content.get("worksheets"), list):
        sheets = [sheet.get("cells") for sheet in content["worksheets"] if isinstance(sheet, dict)]
        found = list(itertools.chain.from_iterable(cells for cells in sheets if isinstance(cells, list)))
    if not isinstance(found, list):
        raise Unreadable(f"{name} is JSON, but no notebook (it has no list of cells).")
    if len(found) > MOST_CELLS:
        raise Unreadable(f"{name} has {len(found)} cells: a notebook may have {MOST_CELLS}.")
    return found


def unique_ids(cells):
    """An id for each cell: its own where that is valid and the first of its kind, else a new one."""
    own, taken = [], set()
    for found in (cell.get("id") for cell in cells):
        valid = isinstance(found, str) and CELL_ID.fullmatch(found) and found not in taken
        own.append(found if valid else None)
        taken.add(own[-1])
    new = (name for name in map("cell-{}".format, itertools.count()) if name not in taken)
    return [found or next(new) for found in own]


def kind_of(cell):
    """The type that a cell says it has."""
    return cell["cell_type"] if isinstance(cell.get("cell_type"), str) else "none"


def normal_cell(cell, cell_id):
    """The cell with all that nbformat wants of its kind, and nothing else."""
    source, attachments = source_of(cell), attachments_of(cell)
    if kind_of(cell) == "heading":
        level = cell.get("level")
        source = f"{'#' * (min(max(level, 1), 6) if isinstance(level, int) else 1)} {' '.join(source.split())}"
    kind = KINDS.get(kind_of(cell), "raw")
    normal = {"cell_type": kind, "id": cell_id, "metadata": metadata_of(cell), "source": source}
    if kind == "code":
        return normal | {"execution_count": None, "outputs": []}
    return normal | ({"attachments": attachments} if attachments else {})


def size_of_pictures(cell):
    pictures = cell.get("attachments", {}).items()
    return sum(len(name) + sum(len(kind) + len(data) for kind, data in bundle.items()) for name, bundle in pictures)


def writable(text):
    """The text with a replacement sign for each half of a pair of surrogates, which UTF-8 cannot hold."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def joined(found):
    """A text that the format keeps as one, or as a list of lines; a number's digits; "" for all else."""
    parts = found if isinstance(found, list) else [found]
    return "".join(str(part) for part in parts if isinstance(part, (str, int, float)) and not isinstance(part, bool))


def source_of(cell):
    """What stands in a cell: letter by letter, except that a line ends with \\n."""
    found = next((cell[key] for key in TEXTS if cell.get(key) is not None), None)
    return writable(joined(found).replace("\r\n", "\n"))


def part(found, key, kind):
    """found[key], if it is of this type; else an empty one."""
    return found[key] if isinstance(found.get(key), kind) else kind()


def metadata_of(cell):
    """The metadata that grading reads, nbgrader's and tags, and whether the cell is folded."""
    found = part(cell, "metadata", dict)
    about, tags = part(found, "nbgrader", dict), part(found, "tags", list)
    about = {key: about[key] for key, kind in ABOUT.items() if is_of(kind, about.get(key))}
    about = {key: writable(value) if isinstance(value, str) else value for key, value in about.items()}
    tags = [writable(tag) for tag in tags[:MOST_TAGS] if is_of(str, tag) and tag and "," not in tag]
    folded = part(found, "jupyter", dict).get("source_hidden") is True
    kept = {"nbgrader": about, "tags": list(dict.fromkeys(tags)), "jupyter": {"source_hidden": True} if folded else {}}
    return {key: value for key, value in kept.items() if value}


def is_of(kind, value):
    """Whether a value is of this type; no bool is a number, no number is infinite, and no text goes on and on."""
    if isinstance(value, bool) or kind is bool:
        return isinstance(value, bool) and kind is bool
    return isinstance(value, kind) and (len(value) <= LONGEST_WORD if isinstance(value, str) else math.isfinite(value))


def attachments_of(cell):
    """{name: {type: text}} of the pictures in a text."""
    return {
        writable(name): {writable(kind): writable(joined(data)) for kind, data in bundle.items()}
        for name, bundle in part(cell, "attachments", dict).items()
        if isinstance(bundle, dict)
    }


# ── what a notebook answers ─────────────────────────────────────────────────────────────────────────────────────

# A cell's text is searched, not parsed: so no magic, shell line or syntax error hides a definition, and no source
# takes long. A definition ends where the next begins, or at a line that stands at the margin.
MARGIN = re.compile(r"^(?:[ \t]*(?:async[ \t]+)?(?:(?:def|class)[ \t]+(\w+)|@\w)|[^\s)\]}#\"'])", re.MULTILINE)
BOUND = re.compile(r"^[ \t]*(?:(\w+)[ \t]*=(?!=)|from[ \t][^\n]*?\bimport\b([^\n]*))", re.MULTILINE)
NO_STATEMENT = re.compile(r"#[^\n]*|\"{3}[\s\S]*?\"{3}|'{3}[\s\S]*?'{3}")
NOTHING_DONE = re.compile(r"raise NotImplementedError.*|pass|\.\.\.|return|return None")


def statements(definition):
    """The lines of a function without its comments and its documentation."""
    lines = NO_STATEMENT.sub("", definition[:LONGEST_STUB]).split("\n")
    return [line.strip() for line in lines if line.strip()]


def is_stub(lines):
    """Whether a function's statements do nothing."""
    head = next((number for number, line in enumerate(lines) if line.endswith(":")), None)
    body = ["".join(lines).rpartition(":")[2].strip()] if head is None else lines[head + 1 :]
    return bool(body) and all(map(NOTHING_DONE.fullmatch, body))


def definitions(cells):
    """Yields (name, statements) of all functions and classes that code cells define."""
    for source in sources(cells):
        lines = itertools.chain(MARGIN.finditer(source), [None])
        for line, following in itertools.pairwise(lines):
            if line[1]:
                yield line[1], statements(source[line.end() : following.start() if following else len(source)])


def defined(cells):
    """The names of all functions and classes that code cells define."""
    return {line[1] for source in sources(cells) for line in MARGIN.finditer(source) if line[1]}


def sources(cells):
    return [cell.source for cell in cells if cell.cell_type == "code"]


def bound(cells):
    """The names that code cells import, or set to something."""
    found = (match for source in sources(cells) for match in BOUND.finditer(source))
    return {name for match in found for name in re.findall(r"\w+", match[1] or match[2])}


@cache
def released(assignment):
    """The course's own notebook of an assignment, as students get it, where it has been released."""
    path = {**notebooks("source"), **notebooks("release")}[assignment]
    return normal_form(path.read_bytes(), path.name)


@cache
def functions_asked(assignment):
    """The names of the functions that an assignment asks for; those of all where it is none of the course's."""
    asked = [assignment] if assignment in topics() else topics()
    return frozenset(grade_id(cell) for a in asked for cell in released(a).cells if is_answer(cell))


@cache
def stubs():
    """{(name, statements)} of the released functions, none of which is an answer."""
    cells = [cell for assignment in topics() for cell in released(assignment).cells if is_answer(cell)]
    return {(name, tuple(lines)) for name, lines in definitions(cells)}


def assignment_of(notebook, wanted=None, file=None):
    """The assignment that a notebook answers, told by its grade ids or its functions; None if by neither.

    Where several ask for as many of them, it is the one that is wanted, or has the file's name, or most of its texts.
    """
    ids = {grade_id(cell) or "" for cell in notebook.cells}
    names = defined(notebook.cells) | {name.removeprefix("check_") for name in ids}
    shared = {assignment: len(names & functions_asked(assignment)) for assignment in topics()}
    if not any(shared.values()):
        return None
    texts = {squeezed(cell.source) for cell in notebook.cells}
    alike = lambda a: len(texts & {squeezed(cell.source) for cell in released(a).cells})
    return max(shared, key=lambda a: (shared[a], a == wanted, f"{topics()[a]}.ipynb" == file, alike(a)))


def written_functions(notebook, assignment):
    """How many of an assignment's functions a notebook defines otherwise than they were released."""
    made = {n for n, lines in definitions(notebook.cells) if (n, tuple(lines)) not in stubs() and not is_stub(lines)}
    return len((made | bound(notebook.cells)) & functions_asked(assignment))


def has_own_cells(notebook, assignment):
    """Whether any cell of a notebook is not as it was released."""
    if assignment not in topics():
        return bool(notebook.cells)
    ours = {squeezed(without_due(cell.source)) for cell in released(assignment).cells}
    return any(squeezed(without_due(cell.source)) not in ours for cell in notebook.cells)


# ── which notebook is meant ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Submission:
    """What is graded: one notebook in normal form, and what lies beside it.

    assignment: the one it answers, None if that cannot be told; file: its path in what was handed in; notes: sentences
    for its author; files: {path: bytes}, relative to the notebook's folder, without other notebooks.
    """

    notebook: NotebookNode
    assignment: str | None
    file: str
    notes: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Candidate:
    """A notebook among those handed in, and what speaks for it."""

    path: str
    notebook: NotebookNode
    assignment: str | None
    notes: list[str]
    written: int
    touched: bool


def candidate(path, raw, wanted, needs_one):
    """A notebook, if it may be the one that is meant. Raises Unreadable."""
    name = shown(PurePosixPath(path).name)
    notebook, notes = normalised(raw, name)
    answered = assignment_of(notebook, wanted, PurePosixPath(path).name)
    if answered is None and needs_one:
        why = "answers no assignment of this course: no cell of it defines one of its functions."
        raise Unreadable(f"{name} {why}")
    if wanted in topics() and answered not in (None, wanted):
        why = f"is another assignment's notebook: it answers {topics()[answered]}, not {topics()[wanted]}."
        raise Unreadable(f"{name} {why}")
    about = wanted or answered
    return Candidate(
        path, notebook, answered, notes, written_functions(notebook, about), has_own_cells(notebook, about)
    )


def by_name(path, expected):
    """Sorts paths: the expected name, then upper folders, short names, and of those the last (the newest copy)."""
    pure = PurePosixPath(path)
    numbers = [-int(digits) for digits in re.findall(r"\d{1,9}", pure.name)]
    return pure.name != expected, len(pure.parts), len(re.sub(r"\d", "", pure.name)), numbers, path


def best_first(candidates, expected):
    """The candidates, the one that is meant first: what is done counts, names decide between equals."""
    key = lambda c: (-c.written, c.assignment is None, not c.touched, by_name(c.path, expected))
    return sorted(candidates, key=key)


def chosen(files, assignment=None, expected_name=None, left_out=()):
    """The Submission in these files: the notebook that is meant is the one with most functions written.

    assignment: the one that was asked for, None where the notebook has to tell; expected_name: its file's name;
    left_out: what files_of says. Raises Unreadable.
    """
    wanted = assignment_meant(assignment, expected_name)
    others = files_with(wanted)
    paths = [p for p in files if (is_notebook(p) or p == expected_name) and PurePosixPath(p).name not in others]
    paths.sort(key=lambda path: by_name(path, expected_name))
    found, reasons = [], {}
    for path in paths[:MOST_NOTEBOOKS]:
        try:
            found.append(candidate(path, files[path], wanted, needs_one=assignment is None))
        except Unreadable as error:
            reasons[path] = str(error)
    if not found:
        raise Unreadable(why_none(files, reasons, expected_name, left_out))
    best, *others = best_first(found, expected_name)
    notes = [*why_this(best, others, reasons, expected_name), *documents_in(files), *best.notes, *left_out]
    return Submission(best.notebook, wanted or best.assignment, best.path, notes, files_beside(best.path, files))


def assignment_meant(assignment, expected_name):
    """The key of the assignment that was asked for, by its own name and its notebook's, or by one of them."""
    if assignment is None or assignment in topics():
        return assignment
    by_topic = {f"{topic}.ipynb": name for name, topic in topics().items()}
    return key_of(assignment, str(expected_name).removesuffix(".ipynb")) or by_topic.get(expected_name, assignment)


def files_with(key):
    """The names of the other notebooks in the assignment of this one."""
    asked = key and assignment_at(key)
    return {f"{topic}.ipynb" for other, topic in topics().items() if asked == assignment_at(other) and other != key}


def files_beside(notebook, files):
    """{path: content} of what lies beside a notebook: seen from its folder, else from where all was handed in."""
    folder, others = f"{PurePosixPath(notebook).parent}/", [path for path in files if path != notebook]
    others = [path for path in others if not is_notebook(path) and not is_junk(path)]
    return {path.removeprefix(folder): files[path] for path in sorted(others, key=lambda path: path.startswith(folder))}


def why_this(best, others, reasons, expected):
    """Sentences on what was chosen, and on what else lay there."""
    name, notes = shown(best.path), []
    rival = next((other for other in others if PurePosixPath(other.path).name == expected), next(iter(others), None))
    if rival:
        counts = f"functions written: {best.written} in it, {rival.written} in {shown(rival.path)}"
        notes.append(f"Of several notebooks {name} was graded ({counts}).")
    elif expected and PurePosixPath(best.path).name != expected:
        notes.append(f"{shown(expected)} was missing: {name} was graded in its place.")
    if others:
        notes.append(f"Not graded: {listing([other.path for other in others])}.")
    return notes + [f"Not graded: {reason}" for reason in list(reasons.values())[:TOLD]]


def documents_in(files):
    """A sentence on documents and archives, whose content nobody looks at."""
    kinds = DOCUMENTS | ARCHIVES
    found = sorted(path for path in files if PurePosixPath(path).suffix.lower() in kinds and not is_junk(path))
    return [f"Not graded: {listing(found)}."] if found else []


def why_none(files, reasons, expected, left_out):
    """A line on why there is no notebook to grade."""
    told = [*list(reasons.values())[:3], *left_out[:3]]
    there = f" (there is: {listing(sorted(files))})" if files else ""
    if expected and not any(line.startswith(shown(expected)) for line in told):
        told.insert(0, f"{shown(expected)} is missing: hand in the .ipynb file itself{there}.")
    elif not told:
        told = [f"There is no notebook in it: hand in the .ipynb file{there or ' (there is: nothing)'}."]
    return " ".join(told)[:LONGEST_REASON]

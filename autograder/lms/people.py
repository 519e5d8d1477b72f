"""Who somebody is, to an LMS and to us; what was handed in; a column of grades."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime


class Unusable(ValueError):
    """A file, or an argument, that a command can do nothing with: the message says why, and what to do."""


@dataclass(frozen=True)
class Person:
    """Somebody as a file of an LMS knows them.

    ids: what may be their id with us, a login or a number; lms_id: the one by which the LMS itself goes; full: a name
    of which nobody knows where the last name begins; number: tells two of one name apart, and says nothing else.
    """

    last: str = ""
    first: str = ""
    full: str = ""
    email: str = ""
    lms_id: str = ""
    ids: tuple[str, ...] = ()
    number: str = ""

    @property
    def name(self):
        return self.full or " ".join(filter(None, [self.first, self.last]))

    def __str__(self):
        """'Ada Lovelace (ada, ada@example.org)'"""
        about = dict.fromkeys(filter(None, [*self.ids, self.email, self.lms_id]))
        return f"{self.name or '?'} ({', '.join(about)})" if about else self.name or "?"


@dataclass(frozen=True)
class Student:
    """Somebody as the gradebook knows them; lms_id: nbgrader's lms_user_id."""

    id: str
    last: str = ""
    first: str = ""
    email: str = ""
    lms_id: str = ""

    def __str__(self):
        name = " ".join(filter(None, [self.first, self.last]))
        return f"{self.id} ({name})" if name else self.id


@dataclass(frozen=True)
class HandedIn:
    """One file in an LMS's zip, as its name can be read.

    member: its name there; file: the path that the student gave it; when: without a time zone, as the LMS writes it;
    order: grows with every hand-in, None where that cannot be told; attempt: differs between hand-ins in one zip;
    prefix: what stands before a file of feedback, for the LMS to know whose it is; remark: what else the LMS says.
    """

    member: str
    person: Person
    file: str
    prefix: str
    when: datetime | None = None
    late: bool = False
    order: int | None = None
    attempt: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Column:
    """A column of grades: its place, its title, which is None where the file is one assignment's; the points that
    there are, None where the file does not say."""

    place: int
    title: str | None
    lms_id: str = ""
    possible: float | None = None


def key_of(name):
    """A name's letters and digits, which is what is left of it in the name of a file."""
    return "".join(c for c in unicodedata.normalize("NFC", name).casefold() if c.isalnum())


def keys_of(person):
    """How a Person's or a Student's name may be written, whichever comes first; none where there is no name."""
    full = getattr(person, "full", "")
    return {key_of(name) for name in (full or person.first + person.last, full or person.last + person.first)} - {""}

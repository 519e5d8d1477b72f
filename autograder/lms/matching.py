"""Whom of ours an LMS means: by ids, else by a name that only one has; who is not certain is told, never guessed."""

from collections import Counter, defaultdict

from autograder.lms.people import keys_of


def matched(people, students):
    """({Person: Student}, {Person: why it is nobody, or nobody for certain}).

    Names count only where ids say nothing: in a file of which no id is known to us.
    """
    index, found, not_found = index_of(students), {}, {}
    for person in dict.fromkeys(people):
        hits = by_ids(person, index)
        if len(hits) > 1:
            not_found[person] = f"its ids belong to several: {listed(hits)}"
        elif hits:
            (found[person],) = hits
    rest = [person for person in dict.fromkeys(people) if person not in found and person not in not_found]
    if found:
        return found, not_found | dict.fromkeys(rest, "nobody in the gradebook has one of these ids")
    return with_names(rest, index, not_found)


def with_names(people, index, not_found):
    """The same, by names."""
    found, times = {}, Counter(student for person in people for student in by_name(person, index))
    for person in people:
        hits = by_name(person, index)
        if len(hits) > 1:
            not_found[person] = f"several have this name: {listed(hits)}"
        elif not hits or contradict(person, *hits):
            not_found[person] = "nobody in the gradebook has this name, or one of these ids"
        elif any(times[student] > 1 for student in hits):
            not_found[person] = "this name stands there more than once"
        else:
            (found[person],) = hits
    return found, not_found


def index_of(students):
    """{(kind, what it says): the students of whom it is said}."""
    index = defaultdict(set)
    for student in students:
        said = {("id", student.id), ("lms", student.lms_id), ("email", student.email.casefold())}
        for kind, text in said | {("name", key) for key in keys_of(student)}:
            if text:
                index[kind, text].add(student)
    return index


def by_ids(person, index):
    """The students that one of a person's ids, or the email address, belongs to."""
    said = [("lms", person.lms_id), ("email", person.email.casefold()), *(("id", text) for text in person.ids)]
    return {student for kind, text in said if text for student in index.get((kind, text), ())}


def by_name(person, index):
    """The students who have a person's name."""
    return {student for key in keys_of(person) for student in index.get(("name", key), ())}


def by_name_only(person, student):
    """Whether a person was taken for a student because of the name."""
    return student not in by_ids(person, index_of([student]))


def contradict(person, student):
    """Whether a person and a student of one name are two, by what is known of both."""
    both = [(person.lms_id, student.lms_id), (person.email.casefold(), student.email.casefold())]
    return any(theirs and ours and theirs != ours for theirs, ours in both)


def listed(students):
    return ", ".join(sorted(str(student) for student in students))

"""Late penalties in the gradebook: nbgrader's plug-in for them, and whether they are what the rules want by now."""

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from nbgrader.api import Assignment, SubmittedAssignment, SubmittedNotebook
from nbgrader.plugins import BasePlugin
from traitlets import Float, Int, TraitError, Unicode, validate
from traitlets.config import LoggingConfigurable

from autograder.grading.book.inside import asked_about
from autograder.grading.clock import local, zone_of
from autograder.grading.lateness import HandedIn, Rule, lateness_of, story, taken_off

CHANGED = "points have changed since lateness was taken off"


class DueDates(LoggingConfigurable):
    """By whose clock due dates are set and shown; the gradebook holds them in UTC."""

    timezone = Unicode("UTC", help="the course's time zone, Europe/Berlin for instance").tag(config=True)

    @validate("timezone")
    def known(self, proposal):
        try:
            zone_of(proposal.value)
        except ValueError as error:
            raise TraitError(f"c.DueDates.timezone: {error}") from None
        return proposal.value

    @property
    def zone(self):
        return zone_of(self.timezone)


class LatePenalty(BasePlugin):
    """What lateness costs, for `c.AssignLatePenalties.plugin_class`.

    Percentages are of the points *earned*, not of those that there are: a late submission then never costs more than it
    gives, handing in is always better than not, what a grader adds by hand later is treated like the rest, and an
    assignment of several notebooks loses the same as one of them would.
    """

    grace = Float(0, min=0, help="minutes after the due date that cost nothing, and do not count").tag(config=True)
    per_day = Float(0, min=0, max=100, help="percent of the points earned, for each day begun").tag(config=True)
    most = Float(100, min=0, max=100, help="percent of the points earned that lateness costs at most").tag(config=True)
    late_days = Int(0, min=0, help="whole days in the term that cost a student nothing, first due first").tag(
        config=True
    )

    @cached_property
    def rule(self):
        return Rule(self.grace, self.per_day, self.most, self.late_days, DueDates(parent=self).zone)

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        """The penalty of a notebook with this score. When all was due and came, the gradebook says."""
        gradebook, assignment = asked_about(self)
        (term,) = terms(gradebook, student_id).values()
        return taken_off(score, lateness_of(term, self.rule)[assignment].percent)


def terms(gradebook, student=None):
    """{student: [HandedIn]} of all submissions in the gradebook, or of this student's."""
    columns = SubmittedAssignment.student_id, Assignment.name, Assignment.duedate
    rows = gradebook.db.query(*columns, SubmittedAssignment.timestamp, SubmittedAssignment.extension).join(Assignment)
    found = defaultdict(list)
    for whose, *about in rows if student is None else rows.filter(SubmittedAssignment.student_id == student):
        found[whose].append(HandedIn(*about))
    return found


@dataclass(frozen=True)
class Reckoned:
    """A submission's HandedIn, its Lateness, the rules that decide about its penalty, {rule: what it says}, in words.

    lateness: None where another plug-in than ours decides.
    """

    one: HandedIn
    lateness: object
    rules: dict


def reckon(term, penalties):
    """{assignment: Reckoned} of what one student handed in."""
    rule = rule_of(penalties)
    lateness = lateness_of(term, rule) if rule else {}
    return {one.assignment: reckoned(one, lateness.get(one.assignment), penalties) for one in term}


def reckoned(one, lateness, penalties):
    """The Reckoned of one of them."""
    says = {"due date": str(one.until or "none"), "late penalty": str(rule_of(penalties) or penalties)}
    return Reckoned(one, lateness, says | ({"number of late days used": str(lateness.spent)} if lateness else {}))


def rule_of(penalties):
    """The Rule that decides; None where another plug-in than ours does."""
    rule = getattr(penalties.plugin_inst, "rule", None)
    return rule if isinstance(rule, Rule) else None


def penalise(gradebook, submission, penalties):
    """Enters the late penalties, as the due dates and the plug-in want them now; returns the rules that held."""
    gradebook.db.flush()
    student, assignment = submission.student_id, submission.assignment.name
    found = reckon(terms(gradebook, student)[student], penalties)[assignment]
    for notebook in submission.notebooks:
        gradebook.db.expire(notebook, ["score"])
        seconds = found.one.late.total_seconds()
        notebook.late_submission_penalty = penalties.of(notebook, gradebook, student, assignment, seconds)
    gradebook.db.flush()
    return found.rules


def all_reckoned(gradebook, penalties, students=None):
    """{(student, assignment): Reckoned} of all submissions, or of these students'."""
    chosen = {student: term for student, term in terms(gradebook).items() if not students or student in students}
    return {
        (student, name): found for student, term in chosen.items() for name, found in reckon(term, penalties).items()
    }


def wrong_penalties(gradebook, penalties, known):
    """The (student, assignment) of those whose penalty in the gradebook is not what the rules want; known: of all."""
    columns = SubmittedAssignment.student_id, Assignment.name, SubmittedNotebook.late_submission_penalty
    rows = gradebook.db.query(*columns, SubmittedNotebook.score).select_from(SubmittedNotebook)
    for row in rows.join(SubmittedAssignment).join(Assignment):
        student, assignment, taken, _ = row
        if (student, assignment) in known:
            seconds = known[student, assignment].one.late.total_seconds()
            wanted = penalties.of(row, gradebook, student, assignment, seconds)
            if not math.isclose(wanted or 0, taken or 0, abs_tol=1e-6):
                yield student, assignment


def reasons(before, now, zone):
    """A sentence for each rule that has changed since the rules were as before, {rule: what it said}."""
    for rule, says in now.items():
        if rule in before and before[rule] != says:
            yield f"the {rule} was {shown(rule, before[rule], zone)}, is {shown(rule, says, zone)}"


def shown(rule, says, zone):
    """What a rule says; of a due date, by the zone's clock."""
    if rule != "due date" or says == "none":
        return says
    try:
        return f"{local(datetime.fromisoformat(says), zone):%Y-%m-%d %H:%M:%S %Z}"
    except ValueError:  # a record that somebody else wrote
        return says


def told_story(gradebook, student, assignment, penalties):
    """How a submission's lateness came about, in a sentence for its student; '' where it is not late."""
    found = reckon(terms(gradebook, student)[student], penalties).get(assignment)
    return story(found.one, found.lateness, rule_of(penalties)) if found else ""

"""Late penalties in the gradebook: nbgrader's plug-in for them, and whether they are what the rules want by now."""

import contextlib
import math
import shlex
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from nbgrader.api import Assignment, Grade, SubmittedAssignment, SubmittedNotebook
from nbgrader.plugins import BasePlugin
from sqlalchemy import func
from traitlets import Float, Int, TraitError, Unicode, validate
from traitlets.config import LoggingConfigurable

from autograder.grading.book.inside import Penalties, asked_about
from autograder.grading.clock import local, zone_of
from autograder.grading.lateness import HandedIn, Lateness, Rule, lateness_of, story, taken_off

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


def clocks(config):
    """The time zones by whose short names a timestamp may go: of due dates, and of nbgrader's exchange."""
    with contextlib.suppress(ValueError):
        return DueDates(config=config).zone, zone_of(str(config.Exchange.get("timezone") or "UTC"))
    return (DueDates(config=config).zone,)


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
        gradebook, assignment, term = asked_about(self)
        term = term or terms(gradebook, student_id)[student_id]
        return taken_off(score, lateness_of(term, self.rule)[assignment].percent)


def terms(gradebook, student=None, coming=None):
    """{student: [HandedIn]} of all submissions in the gradebook, or of this student's.

    coming: {(student, assignment): when it came} of those that are not in it yet, or with another time.
    """
    columns = SubmittedAssignment.timestamp, SubmittedAssignment.extension
    rows = gradebook.db.query(SubmittedAssignment.student_id, Assignment.name, *columns).join(Assignment)
    rows = rows if student is None else rows.filter(SubmittedAssignment.student_id == student)
    there = {(whose, name): about for whose, name, *about in rows}
    for whose, came in (coming or {}).items():
        there[whose] = came, there.get(whose, (None, None))[1]
    due, found = dict(gradebook.db.query(Assignment.name, Assignment.duedate).all()), defaultdict(list)
    for (whose, name), about in there.items():
        found[whose].append(HandedIn(name, due[name], *about))
    return found


@dataclass(frozen=True)
class Reckoned:
    """A submission's HandedIn, all of its student's, its Lateness, the rules that decide about its penalty,
    {rule: what it says}, in words.

    lateness: None where another plug-in than ours decides.
    """

    one: HandedIn
    term: list
    lateness: Lateness | None
    rules: dict


def reckon(term, penalties):
    """{assignment: Reckoned} of what one student handed in."""
    rule = rule_of(penalties)
    lateness = lateness_of(term, rule) if rule else {}
    says, found = str(rule or penalties), {}
    for one in term:
        rules, own = {"due date": str(one.until or "none"), "late penalty": says}, lateness.get(one.assignment)
        rules |= {"number of late days used": str(own.spent)} if own else {}
        found[one.assignment] = Reckoned(one, term, own, rules)
    return found


def rule_of(penalties):
    """The Rule that decides; None where another plug-in than ours does."""
    rule = getattr(penalties.plugin_inst, "rule", None)
    return rule if isinstance(rule, Rule) else None


def penalise(gradebook, submission, penalties, coming=None):
    """Enters the late penalties, as the due dates and the plug-in want them now; returns the rules that held.

    coming: see terms.
    """
    gradebook.db.flush()
    student, assignment = submission.student_id, submission.assignment.name
    found = reckon(terms(gradebook, student, coming)[student], penalties)[assignment]
    for notebook in submission.notebooks:
        gradebook.db.expire(notebook, ["score"])
        notebook.late_submission_penalty = penalties.of(notebook, gradebook, student, found)
    gradebook.db.flush()
    return found.rules


def all_reckoned(gradebook, penalties, students=None, coming=None):
    """{(student, assignment): Reckoned} of all submissions, or of these students'; coming: see terms."""
    found = terms(gradebook, coming=coming)
    chosen = {student: term for student, term in found.items() if not students or student in students}
    return {
        (student, name): found for student, term in chosen.items() for name, found in reckon(term, penalties).items()
    }


def wrong_penalties(gradebook, penalties, known, student=None):
    """The (student, assignment) of those whose penalty in the gradebook is not what the rules want.

    known: {(student, assignment): Reckoned} of those that are asked about; student: whose all of them are.
    """
    for row in scores(gradebook, student):
        reckoned = known.get((row.student_id, row.name))
        wanted = reckoned and penalties.of(row, gradebook, row.student_id, reckoned)
        if reckoned and not math.isclose(wanted or 0, row.late_submission_penalty or 0, abs_tol=1e-6):
            yield row.student_id, row.name


def grade_first(assignments):
    """What to do about these assignments' lateness."""
    return f"lateness has changed: `python -m autograder grade {shlex.join(sorted(assignments))}` first"


def stale_lateness(gradebook, config):
    """The assignments of which some penalties in the gradebook are not what the rules want by now."""
    penalties = Penalties(config=config)
    known = all_reckoned(gradebook, penalties)
    return {assignment for _, assignment in wrong_penalties(gradebook, penalties, known)}


def scores(gradebook, student=None):
    """Rows of the submitted notebooks, or of one student's: student_id, name of the assignment, penalty and score.

    nbgrader's own score of a notebook is a query for each of them.
    """
    columns = SubmittedAssignment.student_id, Assignment.name, SubmittedNotebook.late_submission_penalty
    rows = gradebook.db.query(*columns, func.coalesce(func.sum(Grade.score), 0.0).label("score"))
    rows = rows.select_from(SubmittedNotebook).join(SubmittedAssignment).join(Assignment)
    rows = rows.outerjoin(Grade, Grade.notebook_id == SubmittedNotebook.id).group_by(SubmittedNotebook.id, *columns)
    return rows if student is None else rows.filter(SubmittedAssignment.student_id == student)


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
        return f"{local(datetime.fromisoformat(str(says)), zone):%Y-%m-%d %H:%M:%S %Z}"
    except (ValueError, OverflowError):  # a record that somebody else wrote
        return says


def told_story(gradebook, student, assignment, penalties):
    """(how a submission's lateness came about, in a sentence for its student, '' where it is not late; whether its
    penalty in the gradebook is what the rules want by now).
    """
    found = reckon(terms(gradebook, student)[student], penalties)[assignment]
    wrong = wrong_penalties(gradebook, penalties, {(student, assignment): found}, student)
    return story(found.one, found.lateness, rule_of(penalties)), not any(wrong)

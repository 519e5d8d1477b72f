"""How late a submission is, and what that costs: days that have begun, and late days that pay for them.

Pure: what a student handed in over the term goes in, as a gradebook knows it, and comes out the same in any order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import count

from autograder.grading.clock import date, local, to_utc
from autograder.kit.points import DIGITS, tidy

NONE = timedelta(0)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """What lateness costs: nothing for so many minutes of grace; then, for each day that has begun by the zone's
    clock, a percentage of what was earned, together at most so much. A term's late days pay for days, the first due
    first.
    """

    grace: float = 0.0
    per_day: float = 0.0
    most: float = 100.0
    late_days: int = 0
    zone: tzinfo = UTC

    def __str__(self) -> str:
        """'20 minutes cost nothing; then 10 % of the points earned for each day begun, at most 50 %; 5 late days'"""
        parts = [f"{several(self.grace, 'minute')} cost{'s' * (self.grace == 1)} nothing"] * (self.grace > 0)
        most = f", at most {self.most:g} %" if self.most < 100 else ""
        parts.append(f"{'then ' * bool(parts)}{self.per_day:g} % of the points earned for each day begun{most}")
        parts += [f"{several(self.late_days, 'late day')} for the term"] * (self.late_days > 0)
        return "; ".join(parts) if self.takes else "none"

    @property
    def takes(self) -> bool:
        """Whether lateness may cost anything."""
        return min(self.per_day, self.most) > 0


@dataclass(frozen=True)
class HandedIn:
    """A student's assignment: when it is due for all and when it came, None where that is not known; an extension.

    Times are UTC without a zone.
    """

    assignment: str
    due: datetime | None
    came: datetime | None
    extension: timedelta | None = None

    @property
    def until(self) -> datetime | None:
        """When it is due for this student."""
        return self.due and self.due + (self.extension or NONE)

    @property
    def late(self) -> timedelta:
        """How late it is for this student; no time at all where one of the times is not known."""
        return max(NONE, self.came - self.until) if self.came and self.until else NONE


@dataclass(frozen=True)
class Lateness:
    """A submission's days that have begun after the grace, the late days that paid for some of them, how many of these
    were left before, and what the others take off, in percent of what was earned.
    """

    begun: int = 0
    spent: int = 0
    had: int = 0
    percent: float = 0.0


def days_later(time: datetime, days: int, zone: tzinfo) -> datetime:
    """The same time of day, so many days later, by the zone's clock."""
    return to_utc(local(time, zone) + timedelta(days=days))


def days_begun(one: HandedIn, grace: timedelta, zone: tzinfo) -> int:
    """How many days had begun, since the grace was over, when it came: a day ends at the hour at which it was due."""
    if one.late <= grace:
        return 0
    least = max(0, (one.late - grace) // DAY - 1)  # days are longer, or shorter, where clocks are put back or forward
    return next(days for days in count(least) if one.came <= days_later(one.until, days, zone) + grace)


def lateness_of(term: Iterable[HandedIn], rule: Rule) -> dict[str, Lateness]:
    """{assignment: its Lateness} of all that one student handed in; late days are spent in order of the due dates.

    The due dates are those for all: an extension moves no assignment behind another.
    """
    left, found = rule.late_days, {}
    for one in sorted(term, key=lambda one: (one.due or datetime.max, one.assignment)):
        begun = days_begun(one, timedelta(minutes=rule.grace), rule.zone)
        spent = min(begun, left)
        found[one.assignment] = Lateness(begun, spent, left, min(rule.most, rule.per_day * (begun - spent)))
        left -= spent
    return found


def taken_off(earned: float, percent: float) -> float:
    """The points that a percentage takes off, as a gradebook records them: from none to all that was earned."""
    return min(max(0.0, earned), max(0.0, round(tidy(earned * percent / 100), DIGITS)))


# ── in words ────────────────────────────────────────────────────────────────────────────────────────────────────


def several(number: float, what: str) -> str:
    """'1 day', '2 days'"""
    return f"{number:g} {what}{'' if number == 1 else 's'}"


def span(time: timedelta) -> str:
    """'1 day 3 hours', '12 minutes': a length of time in its two largest units."""
    left, parts = int(time.total_seconds()), []
    for unit, seconds in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        number, left = divmod(left, seconds)
        parts.append(several(number, unit) if number else "")
    first = next((n for n, part in enumerate(parts) if part), len(parts) - 1)
    return " ".join(filter(None, parts[first : first + 2])) or "no time"


def announced(due: datetime, rule: Rule | None, zone: tzinfo) -> str:
    """When an assignment is due, and what lateness costs, in a line for all students."""
    parts = [f"**Due {date(due, zone)} ({zone}).**"]
    if rule and rule.takes:
        grace = f"{several(rule.grace, 'minute')} more cost{'s' * (rule.grace == 1)} nothing. " if rule.grace else ""
        most = f", {rule.most:g} % at most" if rule.most < 100 else ""
        then = "after that " if rule.grace else "after it "
        parts.append(f"{grace}Each day begun {then}takes {rule.per_day:g} % off the points that you earn{most}.")
        if rule.late_days:
            parts.append(f"You have {several(rule.late_days, 'late day')} for the term: each pays for one such day. ")
            parts[-1] += "They are spent by themselves, on what is due first."
    return " ".join(parts)


def story(one: HandedIn, found: Lateness | None, rule: Rule | None) -> str:
    """How a submission's lateness came about, in a sentence for its student; '' for one that came by the due date.

    found, rule: None where another plug-in than ours says what lateness costs.
    """
    if not (one.came and one.due) or one.came <= one.due:
        return ""
    until = f"your extension until {date(one.until, rule.zone if rule else UTC)}" if one.extension else ""
    if not one.late:
        return f"Handed in {span(one.came - one.due)} after the due date, within {until}: it is not late."
    begin = f"Handed in {span(one.late)} late" + f", counted from {until}" * bool(until)
    return f"{begin}{reckoning(found, rule) if rule else ''}."


def reckoning(found: Lateness, rule: Rule) -> str:
    """'; 20 minutes' grace; 2 days begun: 2 late days used of the 5 you had, nothing taken off'"""
    grace = f"{several(rule.grace, 'minute')}' grace".replace("e' ", "e's ") if rule.grace else ""
    if not found.begun:
        return f", within {grace}: nothing taken off"
    days = f"; {grace}" * bool(grace) + f"; {several(found.begun, 'day')} begun"
    used = (
        f"{several(found.spent, 'late day')} used of the {found.had} you had" if found.had else "no late day was left"
    )
    cost = f"{found.percent:g} % of the points earned taken off" if found.percent else "nothing taken off"
    return f"{days}: {f'{used}, ' if rule.late_days else ''}{cost}"

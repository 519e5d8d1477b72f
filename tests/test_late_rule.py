"""What lateness costs, as a function of a term: against a count day by day, and by what has to hold of any term."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.grading.clock import date, utc_of, zone_of
from autograder.grading.lateness import HandedIn, Rule, announced, days_begun, lateness_of, span, story, taken_off

BERLIN = zone_of("Europe/Berlin")
ZONES = [UTC, BERLIN, *map(zone_of, ["America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"])]
DUE = utc_of("2026-10-12 23:59", BERLIN)
SECOND, MINUTE, HOUR, DAY = (timedelta(seconds=s) for s in (1, 60, 3600, 86400))

times = st.datetimes(datetime(2011, 12, 1), datetime(2027, 4, 1)).map(lambda time: time.replace(microsecond=0))
lengths = st.integers(-30 * 86400, 40 * 86400).map(lambda seconds: timedelta(seconds=seconds))
rules = st.builds(
    Rule,
    grace=st.sampled_from([0, 0.5, 20, 1440, 3000]),
    per_day=st.floats(0, 100),
    most=st.floats(0, 100),
    late_days=st.integers(0, 9),
    zone=st.sampled_from(ZONES),
)
extensions = st.none() | st.integers(1, 10 * 86400).map(lambda seconds: timedelta(seconds=seconds))


@st.composite
def terms(draw, most=4):
    """What one student handed in: up to so many assignments."""
    found = []
    for name in "abcd"[: draw(st.integers(1, most))]:
        due = draw(st.none() | times)
        came = draw(st.none() | (lengths.map(lambda late, due=due: due + late) if due else times))
        found.append(HandedIn(name, due, came, draw(extensions)))
    return found


def days_by_the_calendar(due, came, grace, zone):
    """The days that have begun, one after another: each ends when the clock shows the hour at which it was due."""
    if came <= due + grace:
        return 0
    wall, days = due.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None), 0
    end = due
    while came > end + grace:
        days += 1
        end = (wall + days * DAY).replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
    return days


@given(times, lengths, rules)
def test_days_are_those_of_the_calendar(due, late, rule):
    grace, one = timedelta(minutes=rule.grace), HandedIn("a", due, due + late)
    assert days_begun(one, grace, rule.zone) == days_by_the_calendar(due, due + late, grace, rule.zone)


@given(terms(), rules)
def test_the_order_of_a_term_makes_no_difference(term, rule):
    found = lateness_of(term, rule)
    assert all(lateness_of(other, rule) == found for other in permutations(term))


@given(terms(), rules)
def test_late_days_are_whole_and_never_more_than_there_are(term, rule):
    found = lateness_of(term, rule)
    spent = [each.spent for each in found.values()]
    assert sum(spent) == min(rule.late_days, sum(each.begun for each in found.values()))
    assert all(0 <= each.spent <= min(each.begun, each.had) for each in found.values())
    assert all(each.percent == min(rule.most, rule.per_day * (each.begun - each.spent)) for each in found.values())


@given(terms(), rules)
def test_late_days_go_to_what_is_due_first(term, rule):
    """Nothing that is due later has spent one where something that is due earlier went without."""
    found, without = lateness_of(term, rule), False
    for one in sorted(term, key=lambda one: (one.due or datetime.max, one.assignment)):
        assert not (without and found[one.assignment].spent)
        without |= found[one.assignment].spent < found[one.assignment].begun


@given(terms(), rules, st.integers(0, 3), st.integers(1, 10 * 86400))
def test_to_be_later_never_pays(term, rule, which, seconds):
    """Neither for the assignment, nor for any other."""
    one = term[which % len(term)]
    later = [replace(o, came=o.came and o.came + (o is one) * seconds * SECOND) for o in term]
    before, after = lateness_of(term, rule), lateness_of(later, rule)
    assert all(before[name].percent <= after[name].percent for name in before)


@given(terms(), rules, st.integers(0, 3), st.integers(1, 10 * 86400))
def test_an_extension_never_harms(term, rule, which, seconds):
    one = term[which % len(term)]
    longer = [replace(o, extension=(o.extension or 0 * DAY) + (o is one) * seconds * SECOND) for o in term]
    before, after = lateness_of(term, rule), lateness_of(longer, rule)
    assert all(after[name].percent <= before[name].percent for name in before)


@given(st.floats(0, 1000), st.floats(0, 100), st.floats(0, 100))
def test_no_more_is_taken_off_than_was_earned(earned, percent, other):
    less, more = sorted([percent, other])
    assert 0 <= taken_off(earned, less) <= taken_off(earned, more) <= earned
    assert taken_off(earned, 100) == pytest.approx(earned, abs=0.0051)  # in hundredths, after ten-thousandths


@pytest.mark.parametrize(
    "late, begun",
    [
        (-DAY, 0),
        (0 * DAY, 0),
        (20 * MINUTE, 0),
        (20 * MINUTE + SECOND, 1),
        (DAY + 20 * MINUTE, 1),
        (DAY + 20 * MINUTE + SECOND, 2),
        (7 * DAY, 7),
    ],
)
def test_to_the_second(late, begun):
    """The grace counts for each of the days: who is a day and ten minutes late is a day late."""
    assert days_begun(HandedIn("a", DUE, DUE + late), 20 * MINUTE, BERLIN) == begun


@pytest.mark.parametrize(
    "due, hours",
    [("2026-10-24 23:59", 25), ("2026-03-28 23:59", 23), ("2026-10-12 23:59", 24)],
)
def test_a_day_ends_when_the_clock_says_so_however_long_it_is(due, hours):
    due = utc_of(due, BERLIN)
    begun = [days_begun(HandedIn("a", due, due + hours * HOUR + more), 0 * DAY, BERLIN) for more in (0 * DAY, SECOND)]
    assert begun == [1, 2]


def test_what_has_no_time_or_no_due_date_is_not_late():
    term = [HandedIn("a", DUE, None, DAY), HandedIn("b", None, DUE, DAY), HandedIn("c", None, None)]
    assert {each.begun for each in lateness_of(term, Rule(per_day=10)).values()} == {0}
    assert [story(one, lateness_of(term, Rule())[one.assignment], Rule()) for one in term] == ["", "", ""]


# ── in words ────────────────────────────────────────────────────────────────────────────────────────────────────


def told(late, rule, extension=None, before=0):
    """The story of a submission that came so late, after another that has spent so many late days."""
    term = [HandedIn("a", DUE - 9 * DAY, DUE - 9 * DAY + before * DAY), HandedIn("b", DUE, DUE + late, extension)]
    return story(term[1], lateness_of(term, rule)["b"], rule)


RULE = Rule(20, 10, 50, 5, BERLIN)


@pytest.mark.parametrize(
    "late, told_as",
    [
        (0 * DAY, ""),
        (20 * MINUTE, "Handed in 20 minutes late, within 20 minutes' grace: nothing taken off."),
        (
            DAY + 3 * HOUR,
            "Handed in 1 day 3 hours late; 20 minutes' grace; 2 days begun: 2 late days used of the 5 you had, "
            "nothing taken off.",
        ),
        (
            6 * DAY,
            "Handed in 6 days late; 20 minutes' grace; 6 days begun: 5 late days used of the 5 you had, "
            "10 % of the points earned taken off.",
        ),
    ],
)
def test_how_lateness_came_about(late, told_as):
    assert told(late, RULE) == told_as


def test_how_it_came_about_without_late_days():
    assert told(HOUR, RULE, before=5).endswith(
        "1 day begun: no late day was left, 10 % of the points earned taken off."
    )
    assert told(HOUR, Rule(1, 100)).startswith("Handed in 1 hour late; 1 minute's grace; 1 day begun: 100 % of")
    assert told(HOUR, Rule()) == "Handed in 1 hour late; 1 day begun: nothing taken off."
    assert story(HandedIn("a", DUE, DUE + HOUR), None, None) == "Handed in 1 hour late."


def test_how_it_came_about_with_an_extension():
    until = "your extension until Wednesday, 14 October 2026, 23:59"
    assert told(DAY, RULE, 2 * DAY) == f"Handed in 1 day after the due date, within {until}: it is not late."
    assert told(2 * DAY + HOUR, RULE, 2 * DAY).startswith(f"Handed in 1 hour late, counted from {until}; 20 minutes'")


def test_what_students_read_beforehand():
    due = "**Due Monday, 12 October 2026, 23:59 (Europe/Berlin).**"
    costs = "takes 10 % off the points that you earn, 50 % at most."
    days = "You have 5 late days for the term: each pays for one such day."
    grace = "20 minutes more cost nothing. Each day begun after that"
    assert announced(DUE, RULE, BERLIN).startswith(f"{due} {grace} {costs} {days}")
    assert announced(DUE, Rule(), BERLIN) == announced(DUE, None, BERLIN) == due


def test_lengths_of_time():
    assert [span(time) for time in (0 * DAY, 61 * SECOND, DAY + 5 * MINUTE, 2 * HOUR + SECOND)] == [
        "no time",
        "1 minute 1 second",
        "1 day",
        "2 hours",
    ]


# ── the course's clock ──────────────────────────────────────────────────────────────────────────────────────────


@given(times, st.sampled_from(ZONES))
def test_a_time_that_is_read_is_the_one_that_was_written(time, zone):
    here = time.replace(tzinfo=UTC).astimezone(zone)
    assert utc_of(here.isoformat(sep=" "), zone) == time
    try:
        found = utc_of(here.replace(tzinfo=None).isoformat(sep=" "), zone)
    except ValueError as error:
        assert "twice" in str(error)  # nothing that a clock has shown is what it never shows
    else:
        assert found == time and f"{here:%H:%M}" in date(time, zone)


@pytest.mark.parametrize(
    "text, said",
    [
        ("2026-03-29 02:30", "the clocks of Europe/Berlin never show 2026-03-29 02:30"),
        ("2026-10-25 02:30", "twice, when they are put back: write 2026-10-25 02:30+02:00 or 2026-10-25 02:30+01:00"),
        ("tomorrow", "'tomorrow' is no date and time like '2026-10-12 23:59'"),
        ("2026-02-30 12:00", "is no date and time"),
        ("2026-10-12", "says no time of day"),
    ],
)
def test_what_is_no_time_is_named(text, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        utc_of(text, BERLIN)


@pytest.mark.parametrize("name", ["Europe/Atlantis", "", "../../etc/passwd", "Europe"])
def test_what_is_no_time_zone_is_named(name):
    with pytest.raises(ValueError, match="there is no time zone"):
        zone_of(name)

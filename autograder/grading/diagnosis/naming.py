"""By what name a function's failures are told, and which of them tell it, once all cases of its checks are judged."""

import logging
from dataclasses import replace

from autograder.grading.diagnosis.search import explanations, is_one_slip
from autograder.kit.outcome import Status

LOG = logging.getLogger("autograder.grading")


def explained(outcomes, topic, shown):
    """The Outcomes, those of a function whose mistake its checks can't name with what a search has found.

    Where its checks have several names for what is one small change, the first stands alone.
    """
    found = list(outcomes)
    for function, mistake in named_twice(outcomes).items():
        if found_out(is_one_slip, topic, function, outcomes, shown):
            found = [with_one_name(o, mistake) if o.function == function else o for o in found]
    for function in unnamed(outcomes):
        for check, change in (found_out(explanations, topic, function, outcomes, shown) or {}).items():
            for n, outcome in enumerate(outcomes):
                if outcome.check == check and outcome.status is Status.FAILED and not outcome.hidden:
                    about = {"mistake": change.mistake, "named": change.words, "look": change.look}
                    found[n] = replace(outcome, change=change.now, **({} if outcome.mistake else about))
    return found


def found_out(search, topic, function, outcomes, shown):
    """What a search finds of a function; None where it stumbles, for a name that is missing ends no grading."""
    try:
        return search(topic, function, [outcome for outcome in outcomes if outcome.function == function], shown)
    except Exception:
        LOG.exception("%s failed, and the search for a mistake to name stumbled", function)
        return None


def visible_names(outcomes):
    """{function: the ids of the mistakes of its visible failures, in order}."""
    names = {}
    for outcome in outcomes:
        if outcome.status is Status.FAILED and not outcome.hidden:
            names.setdefault(outcome.function, []).append(outcome.mistake)
    return names


def named_twice(outcomes):
    """{function: the mistake of its first visible failure} where it has a name, and a later one another.

    Extra credit is told by itself.
    """
    names = visible_names([outcome for outcome in outcomes if not outcome.extra_credit])
    return {name: ids[0] for name, ids in names.items() if ids[0] and {*ids} - {ids[0], None}}


def with_one_name(outcome, mistake):
    """An Outcome without its mistake, unless it is this one."""
    return outcome if outcome.mistake == mistake else replace(outcome, mistake=None, named=None, look=None)


def unnamed(outcomes):
    """The functions whose first visible failure has no mistake to name."""
    return [name for name, ids in visible_names(outcomes).items() if ids[0] is None]


def told_once(outcomes):
    """The Outcomes: of each function's failed cases the first tells what is known, and others only another mistake.

    Extra credit is told by itself.
    """
    found, told = list(outcomes), {}
    for n in sorted(range(len(outcomes)), key=lambda n: outcomes[n].hidden):
        outcome = outcomes[n]
        if outcome.status is Status.FAILED:
            before = told.setdefault((outcome.function, outcome.extra_credit), set())
            found[n] = replace(outcome, follows=bool(before) and outcome.mistake in {None, *before})
            before.add(outcome.mistake)
    return found

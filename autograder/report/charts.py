"""Pictures for the class report: vector graphics as data URIs, each with a text that says what one sees."""

import base64
import io
import math
import statistics

import matplotlib.pyplot as plt
from markupsafe import Markup
from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator

from autograder.report.items import DULL

BAR, FAINT, LINE, WASH = "#006BA4", "#5F9ED1", "#C85200", "#FBEBDD"
INK, GRID = "#333333", "#DDDDDD"
FEW_POINTS, TINY = 10, 1e-6
UNITS = (("days", 24), ("hours", 1), ("minutes", 1 / 60))  # of time, in hours
WIDTH, HEIGHT = 84, 20  # of a sparkline, in pixels
MANY = 200  # students, from whom on a bar is five percent wide, and bears no number
STYLE = {"font.size": 10, "font.family": "DejaVu Sans", "svg.hashsalt": "report", "axes.edgecolor": GRID}


def many(percents):
    """Whether there are so many students that a picture shows them otherwise."""
    return len(percents) >= MANY


def edges(percents, possible):
    """The ends of a histogram's bars, in percent: a bar for each of few points, else for 10 percent, or 5 for many.

    Whoever has more than all is a bar of their own.
    """
    if 0 < possible <= FEW_POINTS:
        step = 100 / possible
        most = max(100, *percents) if percents else 100
        return [step * (point - 0.5) for point in range(math.ceil(most / step) + 2)]
    step = 5 if many(percents) else 10
    return [*range(0, 100, step), 100 + TINY, *([100 + step] if max(percents, default=0) > 100 else [])]


def histogram(percents, title, possible):
    """(data URI, alt text) of how the scores of an assignment are distributed; possible: its points."""
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(4.6, 2.5), layout="constrained")
        bins = edges(percents, possible)
        shown = [min(p, bins[-1]) for p in percents]
        counts, _, bars = axes.hist(shown, bins=bins, color=BAR, rwidth=0.92, zorder=2)
        if not many(percents):
            axes.bar_label(bars, [f"{int(n)}" if n else "" for n in counts], color=INK, padding=1, fontsize=9)
        if percents:
            mark(axes, statistics.median(percents), bins[-1])
        axes.set_ylim(0, max(counts, default=0) * 1.25 + 0.5)
        axes.set_xticks(range(0, 101, 20), [f"{p} %" for p in range(0, 101, 20)])
        axes.set(title=title, xlabel="score, as a share of the ordinary points", ylabel="students")
        axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=4))
        plain(axes, "y")
    return data_uri(figure), described(percents, title)


def mark(axes, median, most):
    """A line where the median is, and the number beside it, on the side with more room."""
    place, left = min(median, most), median > 50
    axes.axvline(place, color=LINE, linestyle="--", linewidth=1.5, zorder=3)
    about = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points", "va": "top", "fontsize": 9}
    about |= {"ha": "right", "xytext": (-4, -2)} if left else {"ha": "left", "xytext": (4, -2)}
    axes.annotate(f"median {median:.0f} %", (place, 1), color=LINE, **about)


def described(percents, title):
    """What the histogram shows, in words."""
    if not percents:
        return f"{title}: nobody has handed it in."
    best = sum(p >= 90 for p in percents)
    return (
        f"Histogram of the scores in {title}: {len(percents)} submissions from {min(percents):.0f} to "
        f"{max(percents):.0f} percent, median {statistics.median(percents):.0f}; {best} at 90 percent or more, "
        f"{sum(p < 50 for p in percents)} below 50."
    )


def item_picture(exercises, claims, title):
    """(data URI, alt text) of difficulty and discrimination of rows of exercises and of claims; None without any."""
    exercises, claims = ([row for row in rows if row["discrimination"] is not None] for rows in (exercises, claims))
    if not (exercises or claims):
        return None
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(4.2, 3), layout="constrained")
        axes.axhspan(-1, DULL, color=WASH, zorder=0)
        looks = ((claims, 14, "o", FAINT, "claim"), (exercises, 34, "D", BAR, "exercise"))
        for rows, size, marker, colour, label in looks:
            x, y = [100 * row["difficulty"] for row in rows], [row["discrimination"] for row in rows]
            axes.scatter(x, y, s=size, marker=marker, color=colour, zorder=2, label=label)
        lowest = min((row["discrimination"] for row in [*exercises, *claims]), default=0)
        axes.set(xlim=(-3, 103), ylim=(min(-0.05, lowest - 0.05), 1.02), title=title)
        axes.set_xticks(range(0, 101, 20), [f"{p} %" for p in range(0, 101, 20)])
        axes.set(xlabel="mean share of its points", ylabel="correlation with the rest")
        axes.legend(loc="upper left", frameon=False, fontsize=9, ncols=2)
        plain(axes, "both")
    below = [row["function"] for row in exercises if row["discrimination"] < DULL]
    which = f"Below {DULL}: {', '.join(below)}." if below else f"No exercise is below {DULL}."
    axes_told = "Mean share of the points against the correlation with the rest"
    return data_uri(figure), f"{axes_told}, {title}: {len(exercises)} exercises, {len(claims)} claims. {which}"


def time_picture(times, title):
    """(data URI, alt text) of the Times of an assignment, on an axis that leaves room for the last day or hour."""
    unit, size = next((unit, size) for unit, size in UNITS if max(map(abs, times.hours)) >= 2 * size or size < 1)
    before = [hours / size for hours in times.hours]
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(4.6, 2.7), layout="constrained")
        dot, alpha = (12, 0.35) if many(before) else (24, 0.8)
        axes.scatter(before, times.percents, s=dot, color=BAR, alpha=alpha, zorder=2)
        axes.axvline(0, color=LINE, linestyle="--", linewidth=1.5, zorder=1)
        axes.set_xscale("symlog", linthresh=1, linscale=1)
        axes.invert_xaxis()
        axes.xaxis.set_major_locator(FixedLocator([-30, -7, -3, -1, 0, 1, 3, 7, 14, 30, 60]))
        axes.xaxis.set_major_formatter(lambda tick, _: f"{abs(tick):g}" if tick >= 0 else f"{-tick:g} late")
        axes.xaxis.set_minor_locator(NullLocator())
        axes.set(title=title, xlabel=f"{unit} before {times.until}", ylabel="score in percent")
        plain(axes, "both")
    late = sum(hours < 0 for hours in times.hours)
    told = f"{title}: {times.told}, {late} of them late."
    return data_uri(figure), f"{unit.capitalize()} before {times.until} against the score, {told}"


def sparkline(percents, medians):
    """A student's scores over the term as a small SVG, with a gap where there is none; dashed: the class's medians."""
    step = WIDTH / max(1, len(percents) - 1)
    places = [step * number for number in range(len(percents))] if len(percents) > 1 else [WIDTH / 2]

    def at(place, percent):
        return f"{place + 4:.1f},{4 + HEIGHT * (1 - min(percent, 110) / 110):.1f}"

    def line(values):
        """The path through all that there are, broken where one is missing."""
        known = [(value is not None, place, value) for place, value in zip(places, values)]
        moves = ["M", *("L" if before[0] else "M" for before in known)]
        return " ".join(f"{move}{at(place, value)}" for move, (there, place, value) in zip(moves, known) if there)

    dots = [at(place, percent).split(",") for place, percent in zip(places, percents) if percent is not None]
    shapes = Markup("").join(Markup('<circle cx="{}" cy="{}" r="2.5"/>').format(*dot) for dot in dots)
    paths = Markup('<path class="class" d="{}"/><path d="{}"/>').format(line(medians), line(percents))
    svg = Markup('<svg class="spark" width="{}" height="{}" aria-hidden="true">{}{}</svg>')
    return svg.format(WIDTH + 8, HEIGHT + 8, paths, shapes)


def plain(axes, grid):
    """Takes away what distracts from the data."""
    axes.grid(axis=grid, color=GRID, zorder=0)
    axes.set_axisbelow(True)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(length=0, colors=INK)


def data_uri(figure):
    """The figure as an SVG inside the page."""
    buffer = io.BytesIO()
    with plt.rc_context(STYLE):  # its salt makes the same picture again
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    plt.close(figure)
    return f"data:image/svg+xml;base64,{base64.b64encode(buffer.getvalue()).decode()}"

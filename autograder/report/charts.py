"""Pictures for the class report: vector graphics as data URIs, each with a text that says what one sees."""

import base64
import io
import statistics

import matplotlib.pyplot as plt
from matplotlib.ticker import MaxNLocator

BAR, LINE, INK, GRID = "#006BA4", "#C85200", "#333333", "#DDDDDD"
EDGES = [*range(0, 101, 10), 110]
STYLE = {"font.size": 10, "font.family": "DejaVu Sans", "svg.hashsalt": "report", "axes.edgecolor": GRID}


def histogram(percents, title):
    """(data URI, alt text) of how the scores of an assignment are distributed, in steps of ten percent."""
    shown = [min(p, 105) for p in percents]
    with plt.rc_context(STYLE):
        figure, axes = plt.subplots(figsize=(4.6, 2.5), layout="constrained")
        over = max(percents, default=0) > 100
        counts, _, bars = axes.hist(shown, bins=EDGES if over else EDGES[:-1], color=BAR, rwidth=0.92, zorder=2)
        axes.bar_label(bars, [f"{int(n)}" if n else "" for n in counts], color=INK, padding=1, fontsize=9)
        if percents:
            middle = statistics.median(percents)
            axes.axvline(min(middle, 105), color=LINE, linestyle="--", linewidth=1.5, zorder=3)
            left = middle > 50
            axes.annotate(
                f"median {middle:.0f} %",
                (min(middle, 105), 1),
                xycoords=("data", "axes fraction"),
                xytext=(-4 if left else 4, -2),
                textcoords="offset points",
                ha="right" if left else "left",
                va="top",
                color=LINE,
                fontsize=9,
            )
        axes.set_ylim(0, max(counts, default=0) * 1.25 + 0.5)
        axes.set_xticks(range(0, 101, 20), [f"{p} %" for p in range(0, 101, 20)])
        axes.set(title=title, xlabel="score, as a share of the ordinary points", ylabel="students")
        axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=4))
        axes.grid(axis="y", color=GRID, zorder=0)
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(length=0, colors=INK)
    return data_uri(figure), described(percents, title)


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


def data_uri(figure):
    """The figure as an SVG inside the page."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    plt.close(figure)
    return f"data:image/svg+xml;base64,{base64.b64encode(buffer.getvalue()).decode()}"

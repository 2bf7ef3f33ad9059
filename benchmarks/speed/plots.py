"""The plots of the page: SVG that can be read on a light and on a dark ground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

mpl.use("svg")
from matplotlib import pyplot

from benchmarks.speed.contenders import OURS, PEERS
from benchmarks.speed.corpus import PARAGRAPHS
from benchmarks.speed.figures import Figures
from benchmarks.speed.queries import KINDS

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.speed.kept import Results

_INK = "#7d8590"  # readable on white and on black
_LINE = "#7d859055"
_COLOURS = ["#d9480f", "#1c7ed6", "#2b9a55", "#9a6ae0", "#c2255c", "#b08900", "#0c9ba8", _INK]
_COLOUR = dict(zip((peer.name for peer in PEERS), _COLOURS, strict=True))
_WIDTH = 8.0  # inches
_STYLE: Any = {
    "font.family": "sans-serif",
    "font.size": 10,
    "svg.fonttype": "none",
    "svg.hashsalt": "nutgraf",
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "axes.edgecolor": _LINE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "xtick.color": _INK,
    "ytick.color": _INK,
    "grid.color": _LINE,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "figure.constrained_layout.use": True,
}
_PLAIN = mpl.ticker.FuncFormatter(lambda value, _: f"{value:g}")


@dataclass(frozen=True, slots=True)
class Plot:
    """A file in docs/benchmarks/ and what it shows."""

    file: str
    what: str


def draw(results: Results, folder: Path) -> list[Plot]:
    """Write the plots of a run."""
    figures = Figures(results)
    if not figures.sizes:
        return []
    with pyplot.rc_context(_STYLE):
        drawn = [_indexing(figures, folder), _questions(figures, folder)]
        if len(figures.growth(OURS)) > 1:
            drawn.append(_growth(figures, folder))
    return drawn


def _indexing(figures: Figures, folder: Path) -> Plot:
    """Draw bars of what indexing takes, at the largest size."""
    size = figures.largest
    labels = [each for each in figures.labels(size, simple=False) if each != "floor"][::-1]
    found = [
        ("MB of text a second", [figures.speed(size, each) for each in labels], 1.0),
        ("processor seconds", [figures.spread("index", size, each, "cpu") for each in labels], 1.0),
        ("peak MB", [figures.spread("index", size, each, "memory") for each in labels], 1e6),
    ]
    figure, panels = pyplot.subplots(1, 4, sharey=True, figsize=(_WIDTH, 0.6 + 0.32 * len(labels)))
    for panel, (title, values, unit) in zip(panels, found, strict=False):
        panel.set_title(title)
        _bars(panel, labels, [each.median / unit if each else 0.0 for each in values])
    panels[3].set_title("disk × text")
    _bars(panels[3], labels, [figures.disk(size, each) or 0.0 for each in labels])
    return _write(figure, folder, Plot("indexing.svg", f"Indexing {size} paragraphs"))


def _bars(panel: Any, labels: list[str], values: list[float]) -> None:  # noqa: ANN401 - matplotlib's
    bars = panel.barh(labels, values, color=[_COLOUR[each] for each in labels], height=0.65)
    panel.bar_label(bars, [f"{value:.3g}" for value in values], padding=3, color=_INK, fontsize=9)
    panel.margins(x=0.35)
    panel.tick_params(length=0)
    panel.set_xticks([])
    panel.spines["bottom"].set_visible(False)


def _questions(figures: Figures, folder: Path) -> Plot:
    """Draw the median and the 99th percentile of each kind, at the largest size."""
    size = figures.largest
    labels = figures.labels(size, "asked", simple=False)
    figure, panel = pyplot.subplots(figsize=(_WIDTH, 0.8 + 0.42 * len(KINDS)))
    kinds = list(KINDS)[::-1]
    for place, label in enumerate(labels):
        shift = 0.5 * (0.5 - place / max(1, len(labels) - 1))
        for row, kind in enumerate(kinds):
            found = figures.of_kind(size, label, kind)
            if found:
                colour = _COLOUR[label]
                panel.plot(
                    [found.median, max(found.p99, found.median)], [row + shift] * 2,
                    color=colour, linewidth=1.2, alpha=0.6,
                )  # fmt: skip
                panel.plot(
                    found.median, row + shift, "o", color=colour,
                    markersize=6 if label == OURS else 4, label=label if not row else None,
                )  # fmt: skip
    _label_all(figure, labels)
    panel.set_yticks(range(len(kinds)), [KINDS[kind] for kind in kinds])
    panel.set_xscale("log")
    panel.xaxis.set_major_formatter(_PLAIN)
    panel.grid(axis="x")
    panel.tick_params(length=0)
    panel.set_xlabel("ms: median (dot) and 99th percentile (end of the line)")
    return _write(figure, folder, Plot("questions.svg", f"Questions to {size} paragraphs"))


def _label_all(figure: Any, labels: list[str]) -> None:  # noqa: ANN401 - matplotlib's
    """Say which colour is whose, over all panels."""
    dots = [
        mpl.lines.Line2D([], [], color=_COLOUR[each], marker="o", linestyle="") for each in labels
    ]
    figure.legend(
        dots, labels, loc="outside upper left", ncols=len(labels), handletextpad=0.1,
        columnspacing=1.2,
    )  # fmt: skip


def _growth(figures: Figures, folder: Path) -> Plot:
    """Draw the median question and the speed of indexing over the sizes."""
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(_WIDTH, 3.2))
    labels = [each for each in figures.labels(figures.sizes[0], simple=False) if each != "floor"]
    for label in labels:
        found = figures.growth(label)
        speeds = {size: figures.speed(size, label) for size in figures.sizes}
        _line(left, label, {size: each.median for size, each in found.items()})
        _line(right, label, {size: each.median for size, each in speeds.items() if each})
    left.set_title("a question, median ms")
    right.set_title("indexing, MB of text a second")
    for panel in (left, right):
        panel.set_xscale("log")
        panel.set_yscale("log")
        panel.yaxis.set_major_formatter(_PLAIN)
        panel.set_xticks([PARAGRAPHS[size] for size in figures.sizes], figures.sizes)
        panel.minorticks_off()
        panel.set_xlabel("paragraphs")
        panel.grid()
        panel.tick_params(length=0)
    _label_all(figure, labels)
    return _write(figure, folder, Plot("growth.svg", "Growth with the archive"))


def _line(panel: Any, label: str, values: dict[str, float]) -> None:  # noqa: ANN401 - matplotlib's
    width = 2.4 if label == OURS else 1.4
    sizes = [PARAGRAPHS[size] for size in values]
    panel.plot(sizes, list(values.values()), "o-", color=_COLOUR[label], linewidth=width, ms=4)


def _write(figure: Any, folder: Path, plot: Plot) -> Plot:  # noqa: ANN401 - matplotlib's
    figure.savefig(folder / plot.file, transparent=True, metadata={"Date": None})
    pyplot.close(figure)
    return plot

"""The parts of docs/scale.md that have figures; they stand between comments that name them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.opensearch import plan
from benchmarks.opensearch.figures import BARE, CLUSTER, FOLDER, MORE_MS, MORE_TIME, Figures
from benchmarks.opensearch.indexing import LABELS
from benchmarks.speed.summary import NOTHING, number, table

if TYPE_CHECKING:
    from benchmarks.opensearch.plan import Basis, Results, Step
    from benchmarks.speed.summary import Spread

DOCS = Path(__file__).parents[2] / "docs"
_MB, _GB, _TB = 1e6, 1e9, 1e12
_PART = re.compile(r"(<!-- figures: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def written(text: str, results: Results) -> str:
    r"""Return a page with the figures of a run in their places; the rest is as it was.

    >>> _PART.sub(r"\1new\n\3", "A\n<!-- figures: plan -->\nold\n<!-- end -->\n")
    'A\n<!-- figures: plan -->\nnew\n<!-- end -->\n'
    """
    figures = parts(results)
    return _PART.sub(lambda found: f"{found[1]}\n{figures[found[2]]}\n{found[3]}", text)


def parts(results: Results) -> dict[str, str]:
    """Return the parts by their names."""
    figures = Figures(results)
    known = plan.basis(results)
    steps = [plan.plan(known, size) for size in plan.SIZES]
    return {
        "machine": _machine(figures),
        "indexing": _indexing(figures),
        "disk": _disk(figures),
        "questions": _questions(figures),
        "layer": _layer(figures),
        "requests": _requests(figures),
        "basis": _basis(known, figures),
        "plan": _plan(steps),
        "hours": _hours(steps),
    }


def _machine(figures: Figures) -> str:
    results = figures.results
    machine = results["machine"]
    part = " Only a part of the files was measured." if results["part"] else ""
    quick = (
        " This was a quick run, whose figures are not to be relied on." if results["quick"] else ""
    )
    collections = "; ".join(
        f"{each['name']}: {each['articles']:,} articles, {each['paragraphs']:,} paragraphs,"
        f" {each['text_bytes'] / _MB:.1f} MB of text"
        for each in results["collections"]
    )
    return (
        f"{machine['processors']} processors ({machine['processor']}), {machine['memory']},"
        f" {machine['system']}, Python {machine['Python']}; commit {machine['commit']};"
        f" OpenSearch {results['opensearch']}, one node with a heap of {results['heap']} on the"
        f" same machine, no replicas. {collections}. Rounds of indexing: {results['rounds']},"
        f" of questions: {results['asked']}.{part}{quick}\n"
    )


def _indexing(figures: Figures) -> str:
    head = ["", "MB/s of text", "paragraphs/s", "s", "client's processor s", "node's processor s"]
    rows = [
        _indexed(figures, collection, label)
        for collection in figures.collections
        for label in LABELS
    ]
    return table(head, rows)


def _indexed(figures: Figures, collection: str, label: str) -> list[str]:
    held = figures.collection(collection)
    seconds = figures.indexing(collection, label, "seconds")
    cpu = figures.indexing(collection, label, "cpu")
    node = figures.indexing(collection, label, "node_cpu")
    if seconds is None or cpu is None or node is None:
        return [f"{collection}, {label}", *[NOTHING] * 5]
    return [
        f"{collection}, {label}",
        number(held["text_bytes"] / _MB / seconds.median),
        f"{held['paragraphs'] / seconds.median:,.0f}",
        number(seconds.median),
        number(cpu.median),
        number(node.median) if label != FOLDER else NOTHING,
    ]


def _disk(figures: Figures) -> str:
    rows = []
    for collection in figures.collections:
        held = figures.collection(collection)
        text = held["text_bytes"] / held["paragraphs"]
        for label in LABELS:
            parts = figures.held(collection, label)
            told = ", ".join(f"{part} {size:.0f}" for part, size in parts.items() if size >= 1)
            total = sum(parts.values())
            rows.append(
                [
                    f"{collection}, {label}",
                    f"{text:.0f}",
                    f"{total:.0f}",
                    f"{total / text:.2f}",
                    told,
                ]
            )
    return table(["", "bytes of text", "bytes on disk", "× text", "of which"], rows)


def _questions(figures: Figures) -> str:
    rows = [_asked(figures, kind) for kind in figures.kinds]
    rows.append(_asked(figures, "", "all"))
    head = [
        "", "questions", "folder, ms", "99th percentile", "first", "OpenSearch, ms",
        "99th percentile", "first", "times",
    ]  # fmt: skip
    different = figures.different()
    count = len(figures.questions())
    told = (
        f"Both archives gave the same totals and counts to all {count} questions.\n"
        if not different
        else f"**Other totals** to {len(different)} of {count} questions: {'; '.join(different)}.\n"
    )
    return f"{table(head, rows)}\n{told}"


def _asked(figures: Figures, kind: str, name: str = "") -> list[str]:
    ours, theirs = (figures.asked(label, kind) for label in (FOLDER, CLUSTER))
    first, cold = (figures.first(label, kind) for label in (FOLDER, CLUSTER))
    ratio = theirs.median / ours.median if ours and theirs else None
    return [
        name or kind,
        str(len(figures.questions(kind))),
        *_middle_and_tail(ours),
        _middle(first),
        *_middle_and_tail(theirs),
        _middle(cold),
        f"{number(ratio)} ×" if ratio else NOTHING,
    ]


def _layer(figures: Figures) -> str:
    """Say what the archive costs over opensearch-py alone, and whether that is little enough."""
    rows = []
    for collection in figures.collections:
        ratio = figures.times_bare(collection)
        rows.append(
            [
                f"indexing {collection}, time × opensearch-py alone",
                f"at most {number(MORE_TIME)} ×",
                f"{number(ratio)} ×",
                _holds(holds=ratio <= MORE_TIME),
            ]
        )
    added = figures.added_ms()
    if added is not None:
        rows.append(
            [
                "a question, ms more than opensearch-py alone, median",
                f"at most {number(MORE_MS)} ms",
                f"{number(added)} ms",
                _holds(holds=added <= MORE_MS),
            ]
        )
    return table(["", "required", "measured", ""], rows)


def _holds(*, holds: bool) -> str:
    return "holds" if holds else "**does not hold**"


def _requests(figures: Figures) -> str:
    rows = []
    for kind in [*figures.kinds, ""]:
        sent = figures.requests(kind)
        count = sum(each for each, _ in sent.values())
        told = ", ".join(f"{each:.3g} {sort}" for sort, (each, _) in sent.items() if each)
        bare = figures.asked(BARE, kind)
        rows.append(
            [
                kind or "all",
                _middle(figures.asked(CLUSTER, kind)),
                _middle(bare),
                _number(figures.added_ms(kind)),
                f"{count:.3g}",
                number(sum(ms for _, ms in sent.values())),
                _number(figures.work_ms(kind)),
                told,
            ]
        )
    head = [
        "", "archive, ms", "opensearch-py alone, ms", "more, ms", "requests", "ms in requests",
        "ms beside them", "which",
    ]  # fmt: skip
    return table(head, rows)


def _basis(known: Basis, figures: Figures) -> str:
    turns = figures.results["turns"]
    share = sum(each["held"] for each in turns) / sum(each["seconds"] for each in turns)
    told = ", ".join(f"{part} {size:.0f}" for part, size in known.bytes_of.items() if size >= 1)
    held = f"- Bytes on disk of a paragraph, one copy: {known.bytes:.0f} ({told})."
    work = (
        f"- Processor time of a paragraph: {known.client_seconds * 1e6:.0f} µs of the client,"
        f" {known.node_seconds * 1e6:.0f} µs of the node for one copy."
    )
    turn = (
        f"- A writer has its turn for {share:.0%} of a run, {known.turn_seconds * 1e6:.0f} µs a"
        " paragraph: with client and node on one machine, whose processors they share."
    )
    search = (
        f"- A search for one word in paragraphs: {number(known.fixed_ms)} ms, and"
        f" {number(known.ms_per_million)} ms more for each million paragraphs that have it."
    )
    return f"{held}\n{work}\n{turn}\n{search}\n"


def _plan(steps: list[Step]) -> str:
    rows = [
        ["bytes of the primaries", *(_bytes(each.primary_bytes) for each in steps)],
        ["bytes with one replica", *(_bytes(each.all_bytes) for each in steps)],
        *(
            [f"primary shards of {part}", *(f"{each.shards[part]:,}" for each in steps)]
            for part in sorted(steps[0].shards)
            if part != "state"
        ),
        ["nodes, all hot", *(f"{each.hot_nodes:,}" for each in steps)],
        [
            f"nodes, {plan.COLD_SHARE:.0%} of it cold: hot + cold",
            *(f"{each.split_nodes[0]:,} + {each.split_nodes[1]:,}" for each in steps),
        ],
        ["memory of the hot nodes", *(_bytes(each.hot_nodes * 64e9) for each in steps)],
        [
            f"ms, a word that {plan.RARE:.2%} of the paragraphs have",
            *(number(each.rare_ms) for each in steps),
        ],
        [
            f"ms, a word that {plan.COMMON:.0%} of the paragraphs have",
            *(number(each.common_ms) for each in steps),
        ],
    ]
    return table(["paragraphs", *_sizes(steps)], rows)


def _hours(steps: list[Step]) -> str:
    ways = [(1, 1), (4, 1), (4, 4), (plan.YEARS, plan.YEARS)]
    rows = [
        ["in turns, one archive", *(_duration(each.turn_hours) for each in steps)],
        ["clients, one processor", *(_duration(each.client_hours) for each in steps)],
        ["nodes, one processor, both copies", *(_duration(each.node_hours) for each in steps)],
        *(
            [
                f"{_count(clients, 'client')}, {_count(archives, 'archive')}",
                *(_duration(each.hours(clients, each.hot_nodes, archives)) for each in steps),
            ]
            for clients, archives in ways
        ),
        [
            "100 clients, 100 archives",
            *(_duration(each.hours(100, each.hot_nodes, 100)) for each in steps),
        ],
    ]
    return table(["paragraphs", *_sizes(steps)], rows)


def _sizes(steps: list[Step]) -> list[str]:
    return [
        f"{each.paragraphs / 1e9:,.0f} billion"
        if each.paragraphs >= 1e9
        else f"{each.paragraphs / 1e6:,.0f} million"
        for each in steps
    ]


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _bytes(size: float) -> str:
    """Return bytes in the unit that fits.

    >>> _bytes(12e9), _bytes(1.5e14)
    ('12 GB', '150 TB')
    """
    unit, name = (_TB, "TB") if size >= _TB else (_GB, "GB")
    return f"{size / unit:.3g} {name}" if size < 1000 * unit else f"{size / unit:,.0f} {name}"


def _duration(hours: float) -> str:
    """Return hours in the unit that fits.

    >>> _duration(0.5), _duration(12), _duration(240), _duration(24 * 365 * 3)
    ('30 min', '12 h', '10 days', '3 years')
    """
    if hours < 1:
        return f"{hours * 60:.0f} min"
    days = hours / 24
    if days < 3:
        return f"{hours:.3g} h"
    return f"{days:.0f} days" if days < 730 else f"{days / 365:,.0f} years"


def _middle(found: Spread | None) -> str:
    return number(found.median) if found else NOTHING


def _middle_and_tail(found: Spread | None) -> list[str]:
    return [number(found.median), number(found.p99)] if found else [NOTHING, NOTHING]


def _number(value: float | None) -> str:
    return NOTHING if value is None else number(value)

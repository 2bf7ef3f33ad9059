"""SQLite's FTS5, as it is in Python's own sqlite3.

The text is stored once, in a table of paragraphs; the four indexes (stems and exact words,
of articles and of paragraphs) are tables with *external content*, which keep no copy of it.
That of articles is a view that joins their paragraphs, and is read only for the snippets
of the hits. A fifth, small one is of authors, sources and tags. Indexes of prefixes are
left out: prefixes of four letters need none. Everything is written in one transaction,
without merging in between, and optimized at the end. A total is a second query, as usual;
where hits are counted by source and year, the sum of the counts is the total.

FTS5 stems by the Porter algorithm of 1980, which is not quite Nutgraf's.

The simple form is one table of articles that holds their text, stems only, and no total.
"""

from __future__ import annotations

import itertools
import sqlite3
import sys
from collections import Counter, defaultdict
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from benchmarks.speed.peers import protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from benchmarks.speed.files import Story
    from benchmarks.speed.peers.protocol import Answer, Question

BATCH = 200  # articles written at once
SHIFT = 20  # a paragraph's rowid is its article's, shifted, and its number
AUTOMERGE = 4  # segments of a level that are merged when they are so many, by default
SNIPPET_TOKENS = 40  # some 240 characters; FTS5 allows 64
EXACT = "tokenize = 'unicode61 remove_diacritics 2'"
STEM = "tokenize = 'porter unicode61 remove_diacritics 2'"
OF_ARTICLES = "content = 'article_text', content_rowid = 'id'"
OF_PARAGRAPHS = "content = 'paragraph', content_rowid = 'id'"
ARTICLE = """CREATE TABLE article (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
    date TEXT NOT NULL, source TEXT NOT NULL, author TEXT NOT NULL, tags TEXT NOT NULL)"""
TABLES = (
    ARTICLE,
    "CREATE TABLE paragraph (id INTEGER PRIMARY KEY, text TEXT NOT NULL)",
    f"""CREATE VIEW article_text AS SELECT id, title, (
        SELECT group_concat(text, char(10)) FROM paragraph
        WHERE paragraph.id > article.id << {SHIFT}
        AND paragraph.id < (article.id + 1) << {SHIFT}) AS body FROM article""",
    f"CREATE VIRTUAL TABLE article_stem USING fts5(title, body, {OF_ARTICLES}, {STEM})",
    f"CREATE VIRTUAL TABLE article_exact USING fts5(title, body, {OF_ARTICLES}, {EXACT})",
    f"""CREATE VIRTUAL TABLE article_fields USING fts5(author, source, tags,
        content = 'article', content_rowid = 'id', {EXACT})""",
    f"CREATE VIRTUAL TABLE paragraph_stem USING fts5(text, {OF_PARAGRAPHS}, {STEM})",
    f"CREATE VIRTUAL TABLE paragraph_exact USING fts5(text, {OF_PARAGRAPHS}, {EXACT})",
)
SIMPLE_TABLES = (ARTICLE, f"CREATE VIRTUAL TABLE article_stem USING fts5(title, body, {STEM})")
# The columns of each index, and where they come from.
INDEXES = {
    "article_stem": ("title, body", "article_text"),
    "article_exact": ("title, body", "article_text"),
    "article_fields": ("author, source, tags", "article"),
    "paragraph_stem": ("text", "paragraph"),
    "paragraph_exact": ("text", "paragraph"),
}


class Fts5(protocol.Peer):
    """One database."""

    version = f"SQLite {sqlite3.sqlite_version}"

    def _connect(self) -> sqlite3.Connection:
        base = sqlite3.connect(self.place / "fts5.sqlite", isolation_level=None)
        base.execute("PRAGMA cache_size = -262144")  # 256 MiB
        base.execute("PRAGMA temp_store = MEMORY")
        base.execute(f"PRAGMA mmap_size = {1 << 32}")
        return base

    @contextmanager
    def writing(self) -> Iterator[protocol.Writer]:
        """Write in one transaction."""
        with closing(self._connect()) as base:
            base.execute("BEGIN")
            new = not base.execute("SELECT 1 FROM sqlite_master").fetchone()
            for statement in (SIMPLE_TABLES if self.simple else TABLES) if new else ():
                base.execute(statement)
            writer = (SimpleWriter if self.simple else Writer)(base)
            if new:
                writer.command("'automerge', 0")
            yield writer
            writer.flush()
            if new:
                writer.command("'optimize', NULL")
                writer.command(f"'automerge', {AUTOMERGE}")
            base.execute("COMMIT")
            base.execute("PRAGMA journal_mode = WAL")  # from now on, others may read meanwhile

    def open(self) -> None:
        """Open the database; the connection keeps statements."""
        self._base = self._connect()
        self._base.execute("SELECT count(*) FROM sqlite_master").fetchone()

    def answer(self, question: Question) -> Answer:
        """Ask for ten hits, and for their number."""
        if self.simple and (question.scope == "paragraph" or question.kind == "facets"):
            raise protocol.Unsupported("not in the simple form")
        exact = question.kind in {"phrase", "wildcard"} and not self.simple
        table = f"{question.scope}_{'exact' if exact else 'stem'}"
        narrowed, bounds = _narrowed(question, table)
        values = (matching(question), *bounds)
        rows = self._base.execute(
            f"SELECT path, {table}.rowid, {_snippet(table)} {_from(table)}"
            f" WHERE {table} MATCH ? {narrowed} ORDER BY rank LIMIT {protocol.LIMIT}",
            values,
        ).fetchall()
        facets = self._facets(table, values) if question.kind == "facets" else None
        paragraphs = question.scope == "paragraph"
        hits = tuple(
            protocol.Hit.marked(path, rowid % (1 << SHIFT) if paragraphs else None, text)
            for path, rowid, text in rows
        )
        if self.simple:
            return protocol.Answer(None, hits)
        if facets is not None:
            return protocol.Answer(sum(facets["year"].values()), hits, facets)
        among = _from(table) if question.kind == "date" else f"FROM {table}"
        (total,) = self._base.execute(
            f"SELECT count(*) {among} WHERE {table} MATCH ? {narrowed}", values
        ).fetchone()
        return protocol.Answer(total, hits)

    def _facets(self, table: str, values: tuple[str, ...]) -> dict[str, dict[str, int]]:
        sources, years = Counter[str](), Counter[str]()
        for source, year, count in self._base.execute(
            f"SELECT source, substr(date, 1, 4), count(*) {_from(table)}"
            f" WHERE {table} MATCH ? GROUP BY 1, 2",
            values,
        ):
            sources[source] += count
            years[year] += count
        return {"source": dict(sources), "year": dict(years)}


class SimpleWriter:
    """Writes to the two tables of the simple form, some articles at a time."""

    indexes: tuple[str, ...] = ("article_stem",)

    def __init__(self, base: sqlite3.Connection) -> None:
        """Go on after the last article."""
        self._base = base
        (last,) = base.execute("SELECT coalesce(max(id), 0) FROM article").fetchone()
        self._ids = itertools.count(last + 1)
        self._rows: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)

    def command(self, words: str) -> None:
        """Give a command of FTS5, and its value, to every index."""
        for table in self.indexes:
            self._base.execute(f"INSERT INTO {table}({table}, rank) VALUES ({words})")

    def add(self, story: Story) -> None:
        """Add rows for an article and its paragraphs."""
        self._put(next(self._ids), story)
        if len(self._rows["article"]) >= BATCH:
            self.flush()

    def _put(self, aid: int, story: Story) -> None:
        tags = ", ".join(story.tags)
        fields = (story.path, story.title, story.date, story.source, story.author, tags)
        self._rows["article"].append((aid, *fields))
        self._rows["article_stem"].append((aid, story.title, "\n".join(story.paragraphs)))

    def flush(self) -> None:
        """Write the rows that wait."""
        for table, rows in self._rows.items():
            columns = f"(rowid, {INDEXES[table][0]})" if table in INDEXES else ""
            places = ", ".join("?" * len(rows[0]))
            self._base.executemany(f"INSERT INTO {table}{columns} VALUES ({places})", rows)
        self._rows.clear()

    def remove(self, path: str) -> None:
        """Remove an article."""
        (aid,) = self._base.execute("SELECT id FROM article WHERE path = ?", (path,)).fetchone()
        self._remove_text(aid)
        self._base.execute("DELETE FROM article WHERE id = ?", (aid,))

    def _remove_text(self, aid: int) -> None:
        self._base.execute("DELETE FROM article_stem WHERE rowid = ?", (aid,))


class Writer(SimpleWriter):
    """Writes to all tables."""

    indexes = tuple(INDEXES)

    def _put(self, aid: int, story: Story) -> None:
        super()._put(aid, story)
        paragraphs = [
            (aid << SHIFT | number, text) for number, text in enumerate(protocol.texts(story))
        ]
        self._rows["article_exact"].append(self._rows["article_stem"][-1])
        self._rows["article_fields"].append(
            (aid, story.author, story.source, ", ".join(story.tags))
        )
        for table in ("paragraph", "paragraph_stem", "paragraph_exact"):
            self._rows[table] += paragraphs

    def _remove_text(self, aid: int) -> None:
        """Tell the indexes what they held: they have no copy of it."""
        bounds = (aid << SHIFT, (aid + 1) << SHIFT)
        for table, (columns, content) in INDEXES.items():
            of_article = content != "paragraph"
            self._base.execute(
                f"INSERT INTO {table}({table}, rowid, {columns}) SELECT 'delete', id, {columns}"
                f" FROM {content} WHERE {'id = ?' if of_article else 'id >= ? AND id < ?'}",
                (aid,) if of_article else bounds,
            )
        self._base.execute("DELETE FROM paragraph WHERE id >= ? AND id < ?", bounds)


def _from(table: str) -> str:
    """Return the tables of a query, in this order: SQLite then sorts by rank, not by id."""
    article = f"{table}.rowid >> {SHIFT}" if table.startswith("paragraph") else f"{table}.rowid"
    return f"FROM {table} CROSS JOIN article ON article.id = {article}"


def _narrowed(question: Question, table: str) -> tuple[str, tuple[str, ...]]:
    if question.kind == "date":
        return "AND article.date BETWEEN ? AND ?", (question.first, question.last)
    if question.kind == "field" and question.scope == "paragraph":
        return f"AND {table}.rowid % {1 << SHIFT} = 0", ()
    return "", ()


def _snippet(table: str) -> str:
    marks = f"char({ord(protocol.START)}), char({ord(protocol.END)})"
    return f"snippet({table}, -1, {marks}, '…', {SNIPPET_TOKENS})"


def matching(question: Question) -> str:
    """Return a question in the query language of FTS5.

    >>> matching(protocol.Question("near", "article", ("peace", "talks")))
    'NEAR("peace" "talks", 4)'
    """
    quoted = [f'"{word}"' for word in question.words]
    match question.kind:
        case "phrase":
            return f'"{" ".join(question.words)}"'
        case "or":
            return " OR ".join(quoted)
        case "not":
            return " NOT ".join(quoted)
        case "near":
            return f"NEAR({' '.join(quoted)}, {protocol.NEAR - 1})"
        case "wildcard":
            return f'"{question.word}"*'
        case "field" if question.scope == "article":
            return f"title : {quoted[0]}"
        case "fuzzy":
            raise protocol.Unsupported("FTS5 has no spelling distance")
    return " AND ".join(quoted)


if __name__ == "__main__":
    protocol.main(Fts5)

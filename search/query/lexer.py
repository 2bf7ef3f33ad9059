"""From a query text to its lexemes: brackets, operators and atoms.

Every string has lexemes. What has to be repaired or left out is said in a
notice. The lexer goes over the text once, from left to right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from search.analysis import APOSTROPHES, DOUBLE_QUOTES, is_word
from search.errors import QueryError
from search.query import fields
from search.query.dates import DateError, read_days
from search.query.nodes import (
    Boost,
    Dated,
    Everything,
    Exists,
    Field,
    Fuzzy,
    Phrase,
    Regex,
    Undated,
    Whole,
    Wildcard,
    Word,
    disjunction,
)
from search.query.patterns import PatternError, compile_pattern
from search.results import Notice

if TYPE_CHECKING:
    import datetime

    from search.query.nodes import Node

MAX_DISTANCE = 2  # letters: the widest automaton that the engines build
MAX_SLOP = 1000  # moves of a phrase's words, and words between the sides of w/N
MAX_WEIGHT = 1000.0

# One character for one, so that places in the text stay what they are.
PLAIN_QUOTES = str.maketrans(
    dict.fromkeys(DOUBLE_QUOTES, '"') | dict.fromkeys(APOSTROPHES, "'") | {"\x00": " "}
)

_OPERATORS = ("AND", "OR", "NOT")
_PROXIMITY = re.compile(r"(?:w|(pre))/(\d+)|w/([sp])", re.IGNORECASE)
_NEAR = re.compile(r"NEAR/(\d+)")  # what other tools call w/5
_RUN = re.compile(r"[^\s()\"]+")
_BLANKS = re.compile(r"\s*")
_FIELD = re.compile(r"([A-Za-z][A-Za-z_-]*)(\s*):")
_TO = re.compile(r"\s+TO\s+(?=[\d\"])")  # between two dates without brackets
_WEIGHT = re.compile(r"\^(\d{1,9}(?:\.\d{1,9})?)")
_SLOP = re.compile(r"~(\d{1,9})(\.\d*)?")
_SUFFIX = re.compile(r"(?:~(\d{0,9}))?(?:\^(\d{1,9}(?:\.\d{1,9})?))?$")
_REGEX = re.compile(r"/((?:[^/\\\s]|\\\S)+)/(?=[\s()^]|$)")
_DATE_VALUE = re.compile(r"(?:\"[^\"]*\"|[\[{][^\]}\"]*[\]}]|[^\s()\"\[{])+")
_SWITCH = re.compile(
    r'\s*(?:"(?:on|off)"|\((?:on|off)\)|(?:on|off)[.,;]*(?![^\s()"]))', re.IGNORECASE
)
_POSSESSIVE = re.compile(r"(?:'s)+$", re.IGNORECASE)
_OR = re.compile(r"\s+OR\s+")
_SIGNS = re.compile(r"[+#$%^~<>|&@=\\]")
_EDGES = re.compile(r"^(?:[^\w*?]|_)+|(?:[^\w*?]|_)+$")
_TAIL = re.compile(r"[^\w*?~^]+$")

LexemeKind = Literal["atom", "open", "close", "and", "or", "not", "near", "together", "setting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexeme:
    """One piece of a query text, at ``start`` to ``end``.

    ``node`` is set for atoms; ``field`` for an opening bracket after a field;
    ``weight`` for a closing one; ``number``, ``ordered`` and ``unit`` for the
    proximity operators; ``collapse`` for a setting.
    """

    kind: LexemeKind
    start: int
    end: int
    node: Node | None = None
    field: str | None = None
    weight: float | None = None
    number: int = 0
    ordered: bool = False
    unit: Literal["sentence", "paragraph"] = "paragraph"
    collapse: bool = True


class Lexer:
    """The state of one pass over a query text."""

    def __init__(self, text: str, today: datetime.date) -> None:
        """Prepare to read ``text``; relative dates count from ``today``."""
        self.original = text
        self.text = text.translate(PLAIN_QUOTES)
        self.today = today
        self.notices: list[Notice] = []
        self.lexemes: list[Lexeme] = []
        self._fields: list[str | None] = [None]  # of the brackets that are open
        self._notice_curly_quotes()

    def notice(self, message: str, start: int, end: int) -> None:
        """Tell the user what was repaired or left out."""
        self.notices.append(Notice(message, start, end))

    def read(self) -> list[Lexeme]:
        """Return the lexemes of the whole text."""
        place = self._skip(0)
        while place < len(self.text):
            place = self._skip(self._lexeme(place))
        return self.lexemes

    def _skip(self, place: int) -> int:
        match = _BLANKS.match(self.text, place)
        return match.end() if match else place

    def _add(self, kind: LexemeKind, start: int, end: int, node: Node | None = None) -> int:
        self.lexemes.append(Lexeme(kind=kind, start=start, end=end, node=node))
        return end

    def _lexeme(self, place: int) -> int:
        """Read one lexeme and return the place behind it."""
        sign = self.text[place]
        if sign == "(":
            self._fields.append(self._fields[-1])
            return self._add("open", place, place + 1)
        if sign == ")":
            return self._close(place)
        if sign in "-+!" and place + 1 < len(self.text) and self._starts_atom(place + 1):
            return self._sign(place)
        return self._operator(place) or self._fielded(place) or self._atom(place, None)

    def _starts_atom(self, place: int) -> bool:
        return not self.text[place].isspace() and self.text[place] != ")"

    def _sign(self, place: int) -> int:
        if self.text[place] == "!":
            self.notice("“!” was read as NOT.", place, place + 1)
        if self.text[place] in "-!":
            return self._add("not", place, place + 1)
        self.notice("A + is not needed: every word must match anyway.", place, place + 1)
        return place + 1

    def _close(self, place: int) -> int:
        weight = _WEIGHT.match(self.text, place + 1)
        end = weight.end() if weight else place + 1
        value = self._weight(weight.group(1), place + 1, end) if weight else None
        if len(self._fields) > 1:
            self._fields.pop()
        self.lexemes.append(Lexeme(kind="close", start=place, end=end, weight=value))
        return end

    def _operator(self, place: int) -> int | None:
        run = _RUN.match(self.text, place)
        if run is None:
            return None
        word = run.group()
        if word in _OPERATORS:
            return self._add(word.lower(), place, run.end())  # type: ignore[arg-type]
        other = _NEAR.fullmatch(word)
        if other:
            self.notice(f"“{word}” was read as w/{other.group(1)}.", place, run.end())
        near = _PROXIMITY.fullmatch(f"w/{other.group(1)}" if other else word)
        if near is None:
            return None
        self._proximity(near, place, run.end())
        return run.end()

    def _proximity(self, near: re.Match[str], start: int, end: int) -> None:
        ordered, digits, unit = near.groups()
        if unit:
            whole: Literal["sentence", "paragraph"] = (
                "sentence" if unit.lower() == "s" else "paragraph"
            )
            self.lexemes.append(Lexeme(kind="together", start=start, end=end, unit=whole))
            return
        number = self._bounded(int(digits[:10]), 1, MAX_SLOP, "words apart", start, end)
        self.lexemes.append(
            Lexeme(kind="near", start=start, end=end, number=number, ordered=bool(ordered))
        )

    def _bounded(self, number: int, low: int, high: int, what: str, start: int, end: int) -> int:
        bounded = min(max(number, low), high)
        if bounded != number:
            bound = "least" if number < low else "most"
            self.notice(f"{bounded} {what} is the {bound}; {number} was read so.", start, end)
        return bounded

    # Fields

    def _fielded(self, place: int) -> int | None:
        """Read ``name:value``; None where no known field stands here."""
        prefix = _FIELD.match(self.text, place)
        name = self._field_of(prefix) if prefix else None
        if prefix is None or name is None:
            return None
        value = prefix.end()
        after = self._skip(value)
        if after == len(self.text) or self.text[after] == ")":
            self.notice(f"Nothing stands after {prefix.group()} It was ignored.", place, value)
            return after
        if after > value:
            self.notice(f"The blank after {prefix.group()} was ignored.", value, after)
        if name in (fields.DATE, "after", "before"):
            return self._date(name, place, after)
        if name == fields.COLLAPSE:
            return self._collapse(place, after)
        if self.text[after] == "(":
            self._fields.append(name)
            self.lexemes.append(Lexeme(kind="open", start=place, end=after + 1, field=name))
            return after + 1
        return self._atom(after, name, place)

    def _field_of(self, prefix: re.Match[str]) -> str | None:
        """Return the known field that a word with a colon names."""
        name = fields.field_name(prefix.group(1))
        apart = prefix.group(2)
        if apart and (name is None or self._is_bare(prefix.end())):
            return None  # a colon between blanks is punctuation
        if name == fields.COLLAPSE and not self._is_switched(prefix):
            return None
        if name is None:
            self._unknown_field(prefix)
        elif apart:
            self.notice(f"The blank before “:” was ignored: {name}:", prefix.start(), prefix.end())
        return name

    def _is_bare(self, place: int) -> bool:
        return place == len(self.text) or self.text[place].isspace()

    def _is_switched(self, prefix: re.Match[str]) -> bool:
        """Tell whether on or off stands after ``collapse:``; else it is a word like others."""
        if _SWITCH.match(self.text, prefix.end()):
            return True
        self.notice(
            "collapse: is on or off; with anything else behind it, it was read as a word.",
            prefix.start(),
            prefix.end(),
        )
        return False

    def _unknown_field(self, prefix: re.Match[str]) -> None:
        end = prefix.end()
        if end == len(self.text) or self.text[end].isspace() or self.text.startswith("//", end):
            return  # a word with a colon behind it, or an address
        nearest = fields.nearest_field(prefix.group(1))
        hint = (
            f"did you mean {nearest}: ?" if nearest else "the fields are " + ", ".join(fields.NAMES)
        )
        self.notice(
            f"There is no field “{prefix.group(1)}”, so it was read as a word; {hint}",
            prefix.start(),
            end,
        )

    def _date(self, name: str, start: int, place: int) -> int:
        if self.text[place] == "(":
            close = self.text.find(")", place)
            end = len(self.text) if close < 0 else close + 1
            inner = self.text[place + 1 : end if close < 0 else close]
            values = [part.strip() for part in _OR.split(inner.strip())]
        else:
            end = self._date_end(place)
            values = [self.text[place:end]]
        node = disjunction([self._days(name, value, place, end) for value in values])
        return self._add("atom", start, end, node)

    def _date_end(self, place: int) -> int:
        """Return the place behind a date, or behind two with TO between them."""
        match = _DATE_VALUE.match(self.text, place)
        end = match.end() if match else len(self.text)
        to = _TO.match(self.text, end)
        second = _DATE_VALUE.match(self.text, to.end()) if to else None
        if second is None:
            return end
        self.notice("The two dates with TO between them were read as a range.", place, second.end())
        return second.end()

    def _days(self, name: str, value: str, start: int, end: int) -> Node:
        value = value.replace('"', " ").strip()
        if value.lower() == "none" and name == fields.DATE:
            return Undated()
        if value == "*" and name == fields.DATE:
            return Exists(fields.DATE)
        sign = {"after": ">", "before": "<"}.get(name, "")
        try:
            return Dated(read_days(sign + value, self.today))
        except DateError as error:
            raise QueryError(str(error), text=self.original, start=start, end=end) from None

    def _collapse(self, start: int, place: int) -> int:
        """Read ``collapse:off``, which says what is shown and not what is found."""
        match = _SWITCH.match(self.text, place)
        written = match.group() if match else ""
        is_on = "on" in written.lower()
        end = place + len(written)
        self.lexemes.append(Lexeme(kind="setting", start=start, end=end, collapse=is_on))
        return end

    # Atoms

    def _atom(self, place: int, field: str | None, start: int | None = None) -> int:
        """Read one atom, in ``field`` if there is one, and return the place behind it."""
        start = place if start is None else start
        text = self.text
        is_whole = text.startswith('="', place)
        place += is_whole
        if is_whole and (field or self._fields[-1]) in fields.WHOLE_FIELDS:
            field = field or self._fields[-1]
            node, end = self._whole(place)
        elif text[place] == '"':
            node, end = self._phrase(place)
        elif field not in fields.KEY_FIELDS and (regex := _REGEX.match(text, place)):
            node, end = self._regex(regex)
        else:
            node, end = self._word(place, field)
        if node is None:
            return end
        weight = _WEIGHT.match(text, end)
        if weight:
            value = self._weight(weight.group(1), end, weight.end())
            node, end = Boost(node, value), weight.end()
        return self._add("atom", start, end, _in_field(field, node))

    def _weight(self, digits: str, start: int, end: int) -> float:
        weight = float(digits)
        if weight > MAX_WEIGHT:
            self.notice(f"{MAX_WEIGHT:g} is the largest weight; {digits} was read so.", start, end)
            return MAX_WEIGHT
        return float(f"{weight:g}")

    def _quoted(self, place: int) -> tuple[str, int]:
        """Return what stands between the quote at ``place`` and the next, and the place behind."""
        close = self.text.find('"', place + 1)
        if close < 0:
            self.notice("The quote was not closed; it was read to the end.", place, place + 1)
        end = len(self.text) if close < 0 else close + 1
        return " ".join(self.text[place + 1 : end if close < 0 else close].split()), end

    def _whole(self, place: int) -> tuple[Node | None, int]:
        """Read the whole value of a field."""
        value, end = self._quoted(place)
        if not value:
            self.notice("There is nothing between the quotes; they were ignored.", place, end)
            return None, end
        return Whole.of(value), end

    def _phrase(self, place: int) -> tuple[Node | None, int]:
        words, end = self._quoted(place)
        if not is_word(words):
            self.notice("There is no word between the quotes; they were ignored.", place, end)
            return None, end
        if "*" in words or "?" in words.rstrip("?"):
            self.notice("Between quotes, * and ? are not wildcards.", place, end)
        slop = _SLOP.match(self.text, end)
        if slop is None:
            return Phrase(words), end
        if slop.group(2):
            self.notice("Moves are whole numbers; the rest was ignored.", end, slop.end())
        moves = self._bounded(int(slop.group(1)), 0, MAX_SLOP, "moves", end, slop.end())
        return Phrase(words, moves), slop.end()

    def _regex(self, match: re.Match[str]) -> tuple[Node, int]:
        try:
            compile_pattern(match.group(1))
        except PatternError as error:
            raise QueryError(
                f"/{match.group(1)}/ is not a regular expression: {error}",
                text=self.original,
                start=match.start(),
                end=match.end(),
            ) from None
        return Regex(match.group(1)), match.end()

    def _word(self, place: int, field: str | None) -> tuple[Node | None, int]:
        run = _RUN.match(self.text, place)
        if run is None:  # an opening bracket after "=", say
            self.notice(f"“{self.text[place]}” was ignored.", place, place + 1)
            return None, place + 1
        raw, end = run.group(), run.end()
        exact = raw.startswith("=")
        is_key = field in fields.KEY_FIELDS
        raw = raw if is_key else _TAIL.sub("", raw)
        suffix = _SUFFIX.search(raw)
        core = raw[: suffix.start()] if suffix else raw
        core = core.removeprefix("=") if is_key else _EDGES.sub("", core)
        core = re.sub(r"\*+", "*", core)
        if core == "*":
            if suffix and suffix.group(2):
                self.unweighted(place, end)
            return (Exists(field) if field else Everything()), end
        if not is_word(core) and "?" not in core:
            self._wordless(run.group(), place, end)
            return None, end
        if not is_key:
            self._tell_lost_signs(run.group(), core, suffix.group() if suffix else "", place, end)
        node = self._named(core, exact, field, place, end)
        node = self._fuzzy(node, core, suffix.group(1) if suffix else None, place, end)
        if suffix and suffix.group(2):
            node = Boost(node, self._weight(suffix.group(2), place, end))
        return node, end

    def unweighted(self, start: int, end: int) -> None:
        """Tell that a weight has nothing to act on."""
        self.notice("A weight has no effect on what does not rank; it was ignored.", start, end)

    def _tell_lost_signs(self, raw: str, core: str, suffix: str, place: int, end: int) -> None:
        """Tell of signs that mean something elsewhere and are not searched for here."""
        if raw.startswith("/"):
            self.notice(
                f"A regular expression stands between two / and has no blanks;"
                f" “{raw}” was read as a word.",
                place,
                end,
            )
            return
        outside = raw.removeprefix("=").replace(core, "", 1).removesuffix(suffix)
        if _SIGNS.search(outside) or "^" in core or "~" in core:
            self.notice(f"Only letters and digits are searched for in “{raw}”.", place, end)

    def _wordless(self, raw: str, place: int, end: int) -> None:
        if raw == "=":
            self.notice("“=” goes before a single word; it was ignored.", place, end)
            return
        hint = "; for either of two words, type OR" if set(raw) == {"|"} else ""
        self.notice(f"There is no letter or digit in “{raw}”; it was ignored{hint}.", place, end)

    def _named(self, core: str, exact: bool, field: str | None, place: int, end: int) -> Node:  # noqa: FBT001
        if field == "kind":
            self._check_kind(core, place, end)
        if "*" in core or "?" in core:
            self._question_mark(core, place, end)
            pattern = core.replace("~", "-").replace("^", "-")  # inside, these only separate
            return Wildcard(pattern if field or exact else _unlike_operator(pattern))
        word = core if field in fields.KEY_FIELDS else _POSSESSIVE.sub("", core)
        if word != core:
            self.notice(f"“{core}” was read as “{word}”.", place, end)
        ending = _SUFFIX.search(word)
        if ending and ending.group():  # what comes last means something, and this did not
            word = word.replace("~", "-").replace("^", "-")
        if exact:
            return Word(word, exact=True)
        if word in ("and", "or", "not") and field is None:
            self.notice(
                f"In small letters, “{word}” is a word; the operator is {word.upper()}.", place, end
            )
        return Word(_unlike_operator(word) if field is None else word)

    def _check_kind(self, core: str, place: int, end: int) -> None:
        if core.lower() not in fields.KINDS and "*" not in core and "?" not in core:
            self.notice(
                f"There is no kind “{core}”; the kinds are {', '.join(fields.KINDS)}.", place, end
            )

    def _question_mark(self, core: str, place: int, end: int) -> None:
        if end == len(self.text.rstrip()) and core.find("?") == len(core) - 1 and len(core) > 1:
            self.notice(
                f"In “{core}” the ? stands for one more letter; leave it out for the word itself.",
                place,
                end,
            )

    def _fuzzy(self, node: Node, core: str, digits: str | None, place: int, end: int) -> Node:
        if digits is None:
            return node
        if not isinstance(node, Word):
            self.notice(f"“~” was ignored: “{core}” has wildcards already.", place, end)
            return node
        distance = int(digits) if digits else 1
        distance = self._bounded(distance, 0, MAX_DISTANCE, "wrong letters", place, end)
        return Fuzzy(node.text, distance) if distance else Word(node.text, exact=True)

    def _notice_curly_quotes(self) -> None:
        for plain, name in (('"', "quotes"), ("'", "apostrophes")):
            changed = [
                place
                for place, (old, new) in enumerate(zip(self.original, self.text, strict=True))
                if new == plain != old
            ]
            if changed:
                self.notice(
                    f"Typographic {name} were read as plain ones.", changed[0], changed[-1] + 1
                )


def _in_field(field: str | None, node: Node) -> Node:
    if field is None or isinstance(node, Exists):
        return node
    if isinstance(node, Boost):
        return Boost(_in_field(field, node.part), node.weight)
    return Field(field, node)


def _unlike_operator(word: str) -> str:
    """Write a word so that it cannot be read as something else than a word."""
    if word in _OPERATORS:
        return word.lower()
    if _PROXIMITY.fullmatch(word):
        return word.replace("/", "-")
    prefix = _FIELD.match(word)
    if prefix and fields.field_name(prefix.group(1)):
        return word.replace(":", "-", 1)
    return word

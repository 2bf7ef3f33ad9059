"""What is measured at one size of the corpus, step by step; contenders take turns in each."""

from __future__ import annotations

import itertools
import os
import shutil
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.speed import processes, queries, whole
from benchmarks.speed.asking import Asked, Limits, ask_all, turned
from benchmarks.speed.contenders import OURS, Contender
from benchmarks.speed.corpus import changed
from benchmarks.speed.kept import Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.speed.asking import Answers
    from benchmarks.speed.corpus import Corpus
    from benchmarks.speed.kept import Results
    from benchmarks.speed.queries import Question

CHANGED = 0.01  # of the articles
WHILE = 0.2  # of the articles: enough to search while they are read again
_COLD, _PAGES = 3, 100  # processes of a search in a round; pages of a server
_WARM_UP = 8  # questions before the first that counts
_FAST = ("one", "and", "phrase", "date")  # asked while indexing


@dataclass(slots=True, kw_only=True)
class Bench:
    """One size: where all lies, and who still takes part."""

    size: str
    corpus: Corpus
    place: Path
    results: Results
    limits: Limits
    contenders: list[Contender]
    say: Callable[[str], None]
    out: dict[str, str] = field(default_factory=dict)  # labels of those left out, and why

    def measure(self) -> None:
        """Do all steps; what has been recorded before is not measured again."""
        self.place.mkdir(parents=True, exist_ok=True)
        for record in self.results.of("left out", self.size):
            self.out[record["label"]] = record["why"]
        self._index()
        self._update()
        self._rebuild()
        self._ask()
        self._cold()
        self._serve()
        self._ask_while_indexing()
        shutil.rmtree(self.place)

    def _of(self, contender: Contender) -> Path:
        return self.place / contender.folder

    @property
    def _left(self) -> list[Contender]:
        return [each for each in self.contenders if each.label not in self.out]

    @property
    def _answering(self) -> list[Contender]:
        return [each for each in self._left if each.peer.answers]

    def _has(self, step: str, contender: Contender, turn: int = 0) -> bool:
        return self.results.has(step, self.size, contender.label, turn)

    def _keep(self, step: str, contender: Contender, values: dict[str, Any], turn: int = 0) -> None:
        self.results.add(
            Record(step=step, size=self.size, label=contender.label, turn=turn, values=values)
        )

    def leave_out(self, contender: Contender, why: str) -> None:
        """Let a contender take no further part at this size; without Nutgraf there is none."""
        if contender.peer.name == OURS:
            sys.exit(f"Nutgraf failed at {self.size}. {why}")
        self.say(f"{self.size} {contender.label}: left out. {why}")
        self.out[contender.label] = why
        values = {"label": contender.label, "why": why}
        self.results.add(Record(step="left out", size=self.size, values=values))

    def _run(self, step: str, contender: Contender, command: list[str], turn: int = 0) -> None:
        """Run a command and record it; who fails is left out."""
        os.sync()  # what the one before has written must not slow this one down
        try:
            used = processes.run(command, self.limits.run)
        except (processes.Failed, processes.TooLong) as error:
            self.leave_out(contender, f"{step.capitalize()}: {error}")
            return
        if self._has(step, contender, turn):
            return  # of a run that went on after it was ended
        values = asdict(used) | {"held": processes.held(self._of(contender))}
        self._keep(step, contender, values, turn)
        self.say(
            f"{self.size} {contender.label}: {step} {used.seconds:.2f} s,"
            f" processors {used.cpu:.2f} s, {used.memory / 1e6:.0f} MB"
        )

    def _index(self) -> None:
        """Index from nothing, each time in a fresh place; the last one stays."""
        for turn in range(self.limits.rounds):
            for contender in turned(self._left, turn):
                if not self._has("index", contender, turn) and not self._over_budget(contender):
                    self._index_anew(contender, turn)
        for contender in self._left:
            if not self._of(contender).exists():  # of a run that goes on
                self._index_anew(contender, 0)

    def _index_anew(self, contender: Contender, turn: int) -> None:
        place = self._of(contender)
        shutil.rmtree(place, ignore_errors=True)
        command = contender.command("index", Path(self.corpus.folder), place)
        self._run("index", contender, command, turn)

    def _over_budget(self, contender: Contender) -> bool:
        """Tell whether one more round would take others too long; Nutgraf does all."""
        known = self.results.of("index", self.size, contender.label)
        if not known or contender.peer.name == OURS:
            return False
        seconds: list[float] = [each["seconds"] for each in known]
        return sum(seconds) + statistics.median(seconds) > self.limits.budget

    def _update(self) -> None:
        """Index again, unchanged, and with a change that is then taken back."""
        folder = Path(self.corpus.folder)
        if all(self._has("changed", each) for each in self._left if each.peer.changes):
            return
        for turn in range(min(3, self.limits.rounds)):
            self._update_all("unchanged", turn)
        for turn in range(min(2, self.limits.rounds)):
            with changed(folder, CHANGED, seed=turn):
                self._update_all("changed", 2 * turn)
            self._update_all("changed", 2 * turn + 1)

    def _update_all(self, step: str, turn: int) -> None:
        able = [each for each in self._left if each.peer.changes or step == "unchanged"]
        for contender in turned(able, turn):
            command = contender.command("update", Path(self.corpus.folder), self._of(contender))
            self._run(step, contender, command, turn)

    def _ours(self) -> Contender:
        return next(each for each in self.contenders if each.peer.name == OURS)

    def _rebuild(self) -> None:
        ours = self._ours()
        for turn in range(min(3, self.limits.rounds)):
            if not self._has("rebuild", ours, turn):
                command = [*whole.PROGRAM, "rebuild", "--archive", str(self._of(ours))]
                self._run("rebuild", ours, command, turn)

    def questions(self) -> list[Question]:
        """Return what is asked."""
        return queries.draw(Path(self.corpus.folder), self.limits.questions)

    def _ask(self) -> None:
        """Ask every contender the same questions, one after the other, all of them at hand."""
        turns = self.limits.turns
        waiting = [each for each in self._answering if not self._has("asked", each, turns - 1)]
        if not waiting:
            return
        questions = self.questions()
        if not self.results.has("questions", self.size):
            values = {"kinds": [question.kind for question in questions]}
            self.results.add(Record(step="questions", size=self.size, values=values))
        with ExitStack() as stack:
            started = ((each, self._start(each, stack)) for each in waiting)
            asked = [(contender, each) for contender, each in started if each is not None]
            for question in queries.draw(Path(self.corpus.folder), 2, seed=1)[:_WARM_UP]:
                for _, each in asked:
                    each.answer(question)
            for turn in range(turns):
                answers = ask_all([each for _, each in asked], questions)
                self._keep_answers(asked, answers, turn)
                self.say(f"{self.size}: asked {len(questions)} questions, time {turn + 1}")

    def _start(self, contender: Contender, stack: ExitStack) -> Asked | None:
        command = contender.command("serve", self._of(contender))
        try:
            started = Asked(command, self.limits)
        except (processes.Failed, processes.TooLong) as error:
            self.leave_out(contender, f"It does not open: {error}")
            return None
        stack.callback(started.close)
        return started

    def _keep_answers(
        self, asked: list[tuple[Contender, Asked]], answers: list[Answers], turn: int
    ) -> None:
        for (contender, each), found in zip(asked, answers, strict=True):
            if each.gave_up and contender.label not in self.out:
                self.leave_out(contender, each.gave_up)
            if contender.label not in self.out and not self._has("asked", contender, turn):
                self._keep("asked", contender, asdict(found), turn)

    def _cold(self) -> None:
        """Start a process for one question, as a user does who types a command."""
        questions = [q for q in self.questions() if q.kind in _FAST and q.scope == "article"]
        count = _COLD * self.limits.rounds
        for turn, question in enumerate(itertools.islice(itertools.cycle(questions), count)):
            for contender in turned([c for c in self._answering if not c.simple], turn):
                if not self._has("cold", contender, turn):
                    self._cold_one(contender, question, turn)

    def _cold_one(self, contender: Contender, question: Question, turn: int) -> None:
        place = self._of(contender)
        command, asked = contender.command("serve", place), question.line() + "\n"
        if contender.peer.name == OURS:
            command, asked = [*whole.PROGRAM, "search", question.text, "--archive", str(place)], ""
        try:
            values = {"seconds": whole.seconds(command, asked)}
        except processes.Failed as error:
            self.leave_out(contender, f"As a process: {error}")
            return
        if contender.peer.name == OURS:
            values["python"] = whole.seconds([sys.executable, "-c", "pass"])
        self._keep("cold", contender, values, turn)

    def _serve(self) -> None:
        """Start ``nutgraf serve``, and ask it for pages."""
        ours = self._ours()
        texts = [q.text for q in self.questions() if q.kind in _FAST][:_PAGES]
        for turn in range(min(3, self.limits.rounds)):
            if not self._has("serve", ours, turn):
                served = whole.serve(self._of(ours), texts)
                self._keep("serve", ours, asdict(served), turn)
                self.say(f"{self.size}: nutgraf serve started in {served.started:.2f} s")

    def _ask_while_indexing(self) -> None:
        """Ask in one process while another one indexes."""
        waiting = [
            each
            for each in self._answering
            if not each.simple
            and each.peer.changes
            and each.peer.name != "recoll"  # which answers by a process of its own
            and not self._has("while", each)
        ]
        if not waiting:
            return
        questions = [question for question in self.questions() if question.kind in _FAST]
        with changed(Path(self.corpus.folder), WHILE, seed=7):
            for contender in waiting:
                self._ask_one_while_indexing(contender, questions)

    def _ask_one_while_indexing(self, contender: Contender, questions: list[Question]) -> None:
        place = self._of(contender)
        command = contender.command("update", Path(self.corpus.folder), place)
        times: list[float] = []
        before: list[float] = []
        try:
            with (
                processes.Server(contender.command("serve", place)) as server,
                ThreadPoolExecutor(1) as pool,
            ):
                before.extend(self._time(server, question) for question in questions[:100])
                indexing = pool.submit(processes.run, command, self.limits.run)
                for question in itertools.cycle(questions):
                    times.append(self._time(server, question))
                    if indexing.done():
                        break
                    time.sleep(0.01)  # as users do, who read what they have found
            values = {"ms": times, "before": before, "seconds": indexing.result().seconds}
        except (processes.Failed, processes.TooLong) as error:
            values = {"failed": str(error)}
        self._keep("while", contender, values)
        self.say(f"{self.size} {contender.label}: {len(times)} questions while indexing")

    def _time(self, server: processes.Server, question: Question) -> float:
        """Return the milliseconds of an answer."""
        return float(server.ask(question.line(), self.limits.answer).get("ms", 0.0))

"""Reading in processes: the same articles in the same order, whatever becomes of a process."""

from __future__ import annotations

import gc
import hashlib
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from search.article import Article, Paragraph
from search.errors import ReadError
from search.readers import SourceFile, Unread, files, read_file
from search.readers.source import LARGEST
from search.readers.workers import (
    Began,
    Ended,
    Found,
    Limits,
    Missed,
    Readers,
    Task,
    batch,
    messages,
    pool,
    process,
)
from tests.readers.workers.misbehaving import READ_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from search.readers.workers import Reading

SEEDS = Path(__file__).parents[3] / "seeds"
QUICK = Limits(seconds=1.0, memory=100_000_000)


def tasks_of(folder: Path) -> list[Task]:
    return [Task(key=file.relative, file=file) for file in files([folder])]


def written(folder: Path, texts: Sequence[str]) -> list[Task]:
    """Write a file for each text, and return the tasks to read them, in this order."""
    for number, text in enumerate(texts):
        (folder / f"{number:05}.txt").write_text(text)
    return tasks_of(folder)


def readings(tasks: Iterable[Task], *, jobs: int = 2, limits: Limits = QUICK) -> list[Reading]:
    with Readers(jobs, limits=limits, read_file=READ_FILE) as readers:
        return list(readers.read(tasks))


def told(found: Iterable[Reading]) -> list[str]:
    """Return what was read as lines: a file's articles, misses, and failure."""
    lines = []
    for each in found:
        if isinstance(each, Found):
            lines.append(each.article.paragraphs[0].text)
        elif isinstance(each, Missed):
            lines.append(f"missed {each.unread.path} {each.unread.reason}")
        elif isinstance(each, Ended) and each.failure:
            lines.append(f"{each.failure.path} {each.failure.reason}")
    return lines


def running(pid: int) -> bool:
    """Tell whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def all_ended(pids: Iterable[int], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while left := [pid for pid in pids if running(pid)]:
        if time.monotonic() > until:
            return not left
        time.sleep(0.02)
    return True


def descriptors() -> list[str]:
    return sorted(path.name for path in Path("/proc/self/fd").iterdir())


def pids_of(readers: Readers) -> list[int]:
    return [each._process.pid for each in readers._workers]


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_the_articles_are_those_that_reading_here_gives(jobs: int) -> None:
    here: list[Article | str] = []
    for file in files([SEEDS]):
        here.extend(each for each in read_file(file) if isinstance(each, Article))
        here.append(file.relative)
    there: list[Article | str] = []
    with Readers(jobs) as readers:
        for each in readers.read(tasks_of(SEEDS)):
            if isinstance(each, Found):
                there.append(each.article)
            elif isinstance(each, Ended):
                there.append(each.task.key)
    assert there == here


def test_each_file_begins_and_ends_in_the_order_of_the_tasks(tmp_path: Path) -> None:
    tasks = written(tmp_path, ["wait\none", "two\npart\nthree", "", "four"])
    tasks.reverse()
    found = readings(tasks, jobs=3)
    assert [each.task for each in found if isinstance(each, Began)] == tasks
    assert [each.task for each in found if isinstance(each, Ended)] == tasks
    of_one = [type(each) for each in found if each.task.key == "00001.txt"]
    assert of_one == [Began, Found, Missed, Found, Ended]


def test_no_tasks_give_nothing_and_readers_can_be_asked_again(tmp_path: Path) -> None:
    tasks = written(tmp_path, ["one", "two"])
    with Readers(2, read_file=READ_FILE) as readers:
        assert list(readers.read([])) == []
        assert told(readers.read(tasks)) == ["one", "two"]
        assert told(readers.read(iter(tasks))) == ["one", "two"]


def test_known_content_is_not_read(tmp_path: Path) -> None:
    known, new = written(tmp_path, ["crash", "two"])
    digest = hashlib.blake2b(b"crash", digest_size=16).digest()
    other = hashlib.blake2b(b"three", digest_size=16).digest()
    found = readings([replace(known, digest=digest), replace(new, digest=other)])
    ends = [each for each in found if isinstance(each, Ended)]
    assert [(each.unchanged, each.failure) for each in ends] == [(True, None), (False, None)]
    assert ends[0].digest == digest
    assert ends[1].digest == hashlib.blake2b(b"two", digest_size=16).digest()
    assert told(found) == ["two"]


def test_what_cannot_be_opened_has_no_digest_and_says_why(tmp_path: Path) -> None:
    (task,) = written(tmp_path, ["well\nOne."])
    Path(task.file.path).unlink()
    with Readers(1) as readers:
        *_, end = readers.read([task])
    assert end == Ended(
        task=task,
        digest=None,
        failure=Unread(
            path="00000.txt", reason="cannot be opened: No such file or directory.", again=True
        ),
    )


FAULT = "cannot be read because of a fault in Nutgraf"
CRASHES = [
    ("crash", "crashed its reader (segmentation fault)."),
    ("crash in C", "crashed its reader (segmentation fault)."),
    ("abort", "crashed its reader (aborted)."),
    ("exit at once", "crashed its reader (exit code 3)."),
    ("be killed", "crashed its reader (killed)."),
    ("sleep", "took longer than 1 second."),
    ("loop in C", "took longer than 1 second."),
    ("allocate", "needs more than 100 MB of memory."),
    ("grow", "needs more than 100 MB of memory."),
    (
        "fault",
        f"{FAULT} (IndexError: list index out of range). Please report it.",
    ),
    (
        "recurse",
        f"{FAULT} (RecursionError: maximum recursion depth exceeded). Please report it.",
    ),
    ("exit", f"{FAULT} (SystemExit: 3). Please report it."),
    ("refuse", "story.txt is no story."),
]


@pytest.mark.parametrize(("deed", "reason"), CRASHES)
@pytest.mark.parametrize("jobs", [1, 2])
def test_what_ends_a_reader_ends_only_its_file(
    tmp_path: Path, deed: str, reason: str, jobs: int
) -> None:
    tasks = written(tmp_path, ["before", f"found\npart\n{deed}\nlost", "behind", "last"])
    found = readings(tasks, jobs=jobs)
    assert told(found) == [
        "before",
        "found",
        "missed 00001.txt#1 has a page missing.",
        f"00001.txt {reason}",
        "behind",
        "last",
    ]
    ends = [each for each in found if isinstance(each, Ended)]
    assert None not in [each.digest for each in ends]


@pytest.mark.parametrize(("deed", "again"), [("crash", False), ("sleep", False), ("refuse", True)])
def test_a_failure_tells_whether_to_try_again(tmp_path: Path, deed: str, again: bool) -> None:  # noqa: FBT001
    *_, end = readings(written(tmp_path, [deed]))
    assert isinstance(end, Ended)
    assert end.failure
    assert end.failure.again is again


def test_a_file_whose_reader_was_killed_from_outside_is_read_anew(tmp_path: Path) -> None:
    tasks = written(tmp_path, ["before", "found\npart\nbe killed once\nnext", "behind"])
    found = readings(tasks)
    part = "missed 00001.txt#1 has a page missing."
    assert told(found) == ["before", "found", part, "next", "behind"]


def test_a_file_whose_reader_is_always_killed_fails_for_now(tmp_path: Path) -> None:
    *_, end = readings(written(tmp_path, ["be killed"]))
    assert isinstance(end, Ended)
    assert end.failure == Unread(
        path="00000.txt", reason="crashed its reader (killed).", again=True
    )


def test_slow_is_not_hanging_as_long_as_articles_come(tmp_path: Path) -> None:
    lines = "\n".join(f"wait\n{number}" for number in range(5))
    assert told(readings(written(tmp_path, [lines]))) == ["0", "1", "2", "3", "4"]


def test_the_time_that_the_caller_takes_is_not_the_readers(tmp_path: Path) -> None:
    tasks = written(tmp_path, ["many 300", "many 300", "last"])
    count = 0
    with Readers(2, limits=QUICK, read_file=READ_FILE) as readers:
        for each in readers.read(tasks):
            assert not isinstance(each, Ended) or not each.failure
            count += isinstance(each, Found)
            if count in {1, 301}:
                time.sleep(1.5)
    assert count == 601


def test_a_reader_that_stopped_its_own_clock_is_ended_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_GRACE", 0.5)
    tasks = written(tmp_path, ["one", "stop the clock", "two"])
    assert told(readings(tasks)) == ["one", "00001.txt took longer than 1 second.", "two"]


def test_what_a_reader_prints_is_not_taken_for_a_message(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert told(readings(written(tmp_path, ["chatter\none", "two"]))) == ["one", "two"]
    assert capfd.readouterr() == ("", "")


def test_a_large_file_streams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_BYTES_AHEAD", 1_000_000)
    tasks = written(tmp_path, ["many 3000"] * 4)
    most = count = 0
    with Readers(2, read_file=READ_FILE) as readers:
        for each in readers.read(tasks):
            count += isinstance(each, Found)
            most = max(most, sum(batch.size for batch in readers._order))
    assert count == 12_000
    assert most < 2_000_000  # of 120 MB


def test_tasks_are_taken_as_they_are_needed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "_AHEAD", 2)
    taken = 0

    def counted() -> Iterator[Task]:
        nonlocal taken
        for task in written(tmp_path, ["wait\none"] + ["two"] * 999):
            taken += 1
            yield task

    with (
        Readers(2, read_file=READ_FILE) as readers,
        closing(readers.read(counted())) as found,  # type: ignore[type-var]
    ):
        next(found)
        next(found)
        assert taken <= 2 * 2 * batch._TASKS + 1


def test_no_file_is_lost_or_read_twice_when_one_in_ten_is_bad(tmp_path: Path) -> None:
    chance = random.Random(7)
    deeds = ["crash", "abort", "exit at once", "fault", "allocate", "sleep", "be killed"]
    bad = dict.fromkeys(chance.sample(range(500), 50))
    texts = [
        f"{chance.choice(deeds) if number in bad else 'good'}\n{number}" for number in range(500)
    ]
    tasks = written(tmp_path, texts)
    found = readings(tasks, limits=QUICK)
    ends = [each for each in found if isinstance(each, Ended)]
    assert [each.task for each in ends] == tasks
    assert [number for number, each in enumerate(ends) if each.failure] == sorted(bad)
    expected = [text for number, text in enumerate(texts) if number not in bad]
    assert [line for line in told(found) if ".txt" not in line] == "\n".join(expected).split("\n")


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_more_read_while_their_caller_waits(tmp_path: Path, jobs: int) -> None:
    tasks = written(tmp_path, ["wait\n" + "x" * 200_000 for _ in range(12)])
    with Readers(jobs, read_file=READ_FILE) as readers:
        assert len(pids_of(readers)) == 1
        list(readers.read(tasks))
        assert len(pids_of(readers)) == jobs


def test_one_reads_as_long_as_its_caller_has_enough_to_do(tmp_path: Path) -> None:
    tasks = written(tmp_path, ["A line.\n" * 100 for _ in range(200)])
    with Readers(2, read_file=READ_FILE) as readers:
        for each in readers.read(tasks):
            time.sleep(0.002 if isinstance(each, Ended) else 0)
        assert len(pids_of(readers)) == 1


def test_processes_that_are_killed_from_outside_lose_nothing(tmp_path: Path) -> None:
    tasks = written(tmp_path, [f"{number}" for number in range(3000)])
    lines = []
    with Readers(2, read_file=READ_FILE) as readers:
        for number, each in enumerate(readers.read(tasks)):
            lines += told([each])
            if number in {500, 5000}:
                os.kill(pids_of(readers)[-1], signal.SIGKILL)
    assert lines == [f"{number}" for number in range(3000)]


def test_an_idle_process_that_is_killed_is_replaced(tmp_path: Path) -> None:
    tasks = written(tmp_path, ["one"])
    with Readers(1, read_file=READ_FILE) as readers:
        assert told(readers.read(tasks)) == ["one"]
        os.kill(pids_of(readers)[0], signal.SIGKILL)
        assert told(readers.read(tasks)) == ["one"]


def test_a_process_that_has_grown_is_replaced(tmp_path: Path) -> None:
    grown = "tests.readers.workers.growing:read_file"
    tasks = written(tmp_path, ["one"] * 10)
    with Readers(1, limits=QUICK, read_file=grown) as readers:
        first = pids_of(readers)
        found = list(readers.read(tasks))
        assert first != pids_of(readers)
    assert not [each for each in found if isinstance(each, Ended) and each.failure]


def test_closing_leaves_no_process_and_no_descriptor(tmp_path: Path) -> None:
    tasks = written(tmp_path, ["crash", "one", "sleep", "two"])
    gc.collect()
    before = descriptors()
    with Readers(3, limits=QUICK, read_file=READ_FILE) as readers:
        for _ in readers.read(tasks):
            pids = pids_of(readers)
    readers.close()
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    assert set(descriptors()) <= set(before)  # another test may let go of one meanwhile


def test_an_error_of_the_caller_ends_a_run_at_once(tmp_path: Path) -> None:
    tasks = written(tmp_path, ["one", "sleep", "loop in C"])
    pids: list[int] = []

    def consume() -> None:
        with Readers(2, read_file=READ_FILE) as readers:
            pids.extend(pids_of(readers))
            for each in readers.read(tasks):
                if isinstance(each, Ended):
                    raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        consume()
    assert time.monotonic() - began < 2
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_an_error_of_the_tasks_is_raised_and_closes_the_readers(tmp_path: Path) -> None:
    def broken() -> Iterator[Task]:
        yield from written(tmp_path, ["one"])
        raise OSError("The list is gone.")

    with Readers(1, read_file=READ_FILE) as readers, pytest.raises(OSError, match="is gone"):
        list(readers.read(broken()))


def test_readers_that_were_left_early_say_so(tmp_path: Path) -> None:
    tasks = written(tmp_path, ["one", "two"])
    with Readers(1, read_file=READ_FILE) as readers:
        found = readers.read(tasks)
        next(found)
        del found
        with pytest.raises(ValueError, match="Make new ones"):
            next(readers.read(tasks))


def test_jobs_and_limits_are_above_zero() -> None:
    with pytest.raises(ValueError, match="0 jobs read nothing"):
        Readers(0)
    with pytest.raises(ValueError, match="above zero"):
        Limits(seconds=0)


def test_what_keeps_processes_from_starting_is_raised(tmp_path: Path) -> None:
    tasks = written(tmp_path, ["one"])
    with (
        Readers(2, read_file="search.nowhere:read") as readers,
        pytest.raises(RuntimeError, match=r"No module named 'search\.nowhere'"),
    ):
        list(readers.read(tasks))


def test_a_system_without_room_for_a_process_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(RuntimeError, match="No such file or directory"):
        Readers(2)


def test_processes_that_never_start_end_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_PROGRAM", "raise SystemExit(9)")
    tasks = written(tmp_path, ["one"])
    with (
        Readers(2, read_file=READ_FILE) as readers,
        pytest.raises(RuntimeError, match="No process can be started"),
    ):
        list(readers.read(tasks))


PROGRAM = textwrap.dedent("""
    import sys, time
    sys.path[:] = {path!r}
    from search.readers import files
    from search.readers.workers import Began, Readers, Task
    if __name__ == "__main__":
        with Readers(2, read_file="tests.readers.workers.misbehaving:read_file") as readers:
            readers._workers.append(readers._started())  # as if one were too slow
            print(*(each._process.pid for each in readers._workers), flush=True)
            tasks = [Task(key=each.relative, file=each) for each in files([{folder!r}])]
            try:
                for each in readers.read(tasks):
                    pass
            except KeyboardInterrupt:
                print("interrupted", flush=True)
                raise
""")


@pytest.mark.parametrize("deed", ["sleep", "loop in C"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_no_process_outlives_the_one_that_reads(tmp_path: Path, deed: str, number: int) -> None:
    written(tmp_path, [deed, "many 100000"])
    program = PROGRAM.format(path=sys.path, folder=str(tmp_path))
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as parent:
        assert parent.stdout
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        time.sleep(0.8)
        assert len(pids) == 2
        assert all(running(pid) for pid in pids)
        parent.send_signal(number)
        parent.wait(5)
        rest = parent.stdout.read()
    assert all_ended(pids, 3)
    assert rest == ("interrupted\n" if number == signal.SIGINT else "")


def test_the_callers_own_program_is_not_run_again(tmp_path: Path) -> None:
    written(tmp_path, ["one"])
    program = tmp_path / "program.py"
    text = PROGRAM.format(path=sys.path, folder=str(tmp_path))
    program.write_text(f"print('run')\n{text.replace('if __name__ == ', 'if True or ')}")
    done = subprocess.run(
        [sys.executable, "-I", str(program)], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.startswith("run\n")
    assert done.stdout.count("run\n") == 1
    assert done.stderr == ""


def test_without_processes_files_are_read_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks = written(tmp_path, ["one", "found\npart\nfault", "refuse", "known", "interrupt"])
    digest = hashlib.blake2b(b"known", digest_size=16).digest()
    tasks[3] = replace(tasks[3], digest=digest)
    there = readings(tasks[:4])
    monkeypatch.setattr(pool, "HAS_WORKERS", False)
    assert readings(tasks[:4]) == there
    with pytest.raises(KeyboardInterrupt):
        readings(tasks)


def test_what_has_no_end_fails_in_time(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    tasks = [
        Task(key=path, file=file)
        for path in (str(tmp_path / "pipe.txt"), "/dev/zero")
        for file in files([path])
    ]
    with Readers(1, limits=QUICK) as readers:
        for each in readers.read(tasks):
            assert not isinstance(each, Ended) or each.failure


class Text(str):
    """As libraries have it that give more than a text."""

    __slots__ = ()


def test_an_article_comes_through_whole() -> None:
    import datetime  # noqa: PLC0415

    article = Article(
        id="a1",
        paragraphs=(
            Paragraph(number=0, text="Bridge", kind="title"),
            Paragraph(number=1, text="It reopened. \U0001f309 \udce9", heading="Now", page=3),
        ),
        title="Bridge",
        description="A bridge",
        authors=("A", "B"),
        date=datetime.date(2021, 8, 17),
        date_precision="month",
        updated=datetime.date(2021, 9, 1),
        source="Gazette",
        section="world",
        place="Kabul",
        tags=("x",),
        url="https://example.org/",
        path="a/b.txt",
        language="en",
        extra={"desk": "night"},
        provenance={"date": "stated"},
        copies=("c.txt",),
    )
    assert messages.unpack_article(messages.pack_article(article, None)) == (article, None)
    odd = replace(article, title=Text("Bridge"), authors=(Text("A"), "B"))
    through, more = messages.unpack_article(messages.pack_article(odd, (7, b"block", ["a"])))
    assert (through, more) == (article, (7, b"block", ["a"]))
    assert type(through.title) is str
    with pytest.raises(TypeError, match="no article has a object"):
        messages.pack_article(replace(article, extra={"file": object()}), None)  # type: ignore[dict-item]


@pytest.mark.parametrize("step", [1, 3, 7, 100])
def test_messages_are_split_wherever_the_pipe_cuts_them(step: int) -> None:
    sent = [(1, b""), (4, b"x" * 20), (6, b"y")]
    data = b"".join(messages.framed(*each) for each in sent)
    buffer = bytearray()
    received = []
    for start in range(0, len(data), step):
        buffer += data[start : start + step]
        received += list(messages.split(buffer))
    assert received == sent
    assert not buffer


def test_the_largest_text_fits_the_limits(tmp_path: Path) -> None:
    sentence = "The bridge over the river reopened on Monday, and “traffic” was light.\n\n"
    path = tmp_path / "book.txt"
    path.write_text(sentence * (LARGEST // len(sentence.encode())), encoding="utf-8")
    with Readers(1) as readers:
        found = list(readers.read(tasks_of(tmp_path)))
    assert [type(each) for each in found] == [Began, Found, Ended]
    assert isinstance(found[-1], Ended)
    assert found[-1].failure is None


def test_reading_here_and_there_fails_for_the_same_reason(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (file,) = files([tmp_path])
    with pytest.raises(ReadError) as raised:
        list(read_file(file))
    with Readers(1) as readers:
        *_, end = readers.read([Task(key="k", file=file)])
    assert isinstance(end, Ended)
    assert end.failure == Unread.of(file.relative, raised.value)
    assert isinstance(end.task.file, SourceFile)

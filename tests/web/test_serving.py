"""``nutgraf serve``: processes, stopping, logs and figures, seen from outside."""

from __future__ import annotations

import json
import logging
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import search
import web
from search.cli.registry import COMMANDS
from tests.web.articles import articles
from tests.web.servers import refused, running, serving, until
from web.serving.logs import JsonFormatter, TextFormatter
from web.serving.supervision import PATIENCE
from web.serving.worker import GRACE_SECONDS
from web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.web.servers import Server

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="There is one process only.")
SLOW = Path(__file__).with_name("slow_server.py")
PASSWORD = "river-bank"  # noqa: S105 - of nothing
NOBODY = "192.0.2.7"  # of the documentation's network, RFC 5737


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Server]:
    with running([sys.executable, str(SLOW), str(tmp_path)]) as server:
        yield server


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return the place of an archive that a test may change."""
    with search.Archive.create(tmp_path / "own") as archive:
        archive.add(articles())
    return tmp_path / "own"


def total(server: Server, query: str) -> int:
    reply = server.get(f"/api/v1/search?q={query}&limit=0")
    assert reply.status == 200, reply.text
    return int(reply.json["total"])


def every_worker_answers(server: Server, count: int) -> set[int]:
    def answered() -> bool:
        server.get("/nowhere")
        return len(server.workers()) >= count

    until(answered)
    return server.workers()


def refuses_connections(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) != 0


# Starting


def test_it_tells_the_port_it_was_given(place: Path) -> None:
    with serving(place) as server:
        assert server.announcement == (
            f"Nutgraf is on http://127.0.0.1:{server.port} – stop it with Ctrl-C."
        )
        assert server.get("/").status == 200
    assert server.lines == [server.announcement]  # quiet: nothing but that


def test_it_serves_over_ipv6(place: Path) -> None:
    with serving(place, "--host", "::1") as server:
        assert f"http://[::1]:{server.port} " in server.announcement
        assert server.get("/").status == 200


@pytest.mark.parametrize("host", ["localhost", "127.0.0.2", "[::1]"])
def test_addresses_of_this_machine_need_no_password(place: Path, host: str) -> None:
    with serving(place, "--host", host) as server:
        assert server.get("/").status == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104 - to be refused
def test_other_addresses_need_a_password_or_a_word(place: Path, host: str) -> None:
    said = refused(place, "--host", host, "--port", "0")
    assert f"On {host}, everybody" in said
    assert "NUTGRAF_PASSWORD" in said
    assert "--public" in said


@pytest.mark.parametrize(("arguments", "password"), [(["--public"], ""), ([], PASSWORD)])
def test_other_addresses_can_be_served(place: Path, arguments: list[str], password: str) -> None:
    with serving(place, "--host", "0.0.0.0", *arguments, password=password) as server:  # noqa: S104
        assert server.get("/").status == (303 if password else 200)
        assert server.get("/", Host="desk.example").status == (303 if password else 200)


@pytest.mark.parametrize("host", ["", "nowhere.invalid", "192.0.2.7.8", "a" * 300])
def test_a_host_that_is_none_is_refused(place: Path, host: str) -> None:
    assert f"“{host}” is no address of this machine" in refused(place, "--host", host)


def test_an_address_of_another_machine_is_refused(place: Path) -> None:
    assert "cannot be used on 192.0.2.7 (Cannot assign" in refused(place, "--host", NOBODY)


def test_a_port_in_use_is_refused(place: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        said = refused(place, "--port", port)
    assert said == (
        f"nutgraf: Port {port} cannot be used (Address already in use)."
        " Choose another with --port.\n"
    )


def test_a_folder_without_an_archive_is_refused(tmp_path: Path) -> None:
    said = refused(tmp_path, "--port", "0")
    assert said.startswith(f"nutgraf: There is no archive in {tmp_path}.")
    assert len(said.splitlines()) == 1


# Processes


def test_every_worker_answers_and_sees_what_is_committed(own: Path) -> None:
    with serving(own, "--workers", "2", "--log", "json") as server:
        every_worker_answers(server, 2)
        assert total(server, "kingfisher") == 0
        with search.Archive.open(own) as archive:
            archive.add([search.Article.of("A kingfisher was seen.", title="Birds")])
        before = len(server.log)
        answering: set[int] = set()
        while len(answering) < 2:
            assert total(server, "kingfisher") == 1
            until(lambda: len(server.log) > before)
            answering = {each["process"] for each in server.log[before:]}


def test_a_worker_that_dies_is_started_again(place: Path) -> None:
    with serving(place, "--workers", "2", "--log", "json") as server:
        first, second = every_worker_answers(server, 2)
        os.kill(first, signal.SIGKILL)
        assert server.get("/").status == 200  # the other one
        until(lambda: any(f"process {first}," in each.get("message", "") for each in server.log))
        os.kill(second, signal.SIGKILL)
        assert server.get("/").status == 200  # as soon as a new one is there
        every_worker_answers(server, 4)
        assert server.stop() == 0


def test_workers_end_when_the_first_process_is_killed(place: Path) -> None:
    with serving(place, "--workers", "2", "--log", "json") as server:
        every_worker_answers(server, 2)
        assert server.stop(signal.SIGKILL) == -signal.SIGKILL
        until(lambda: refuses_connections(server.port))


# Stopping


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_in_order(place: Path, number: int) -> None:
    with serving(place) as server:
        idle = server.connection()
        idle.request("GET", "/")
        idle.getresponse().read()  # and keeps the connection
        begun = time.monotonic()
        assert server.stop(number) == 0
        assert time.monotonic() - begun < 5
        idle.close()
    assert server.lines == [server.announcement]


def test_ctrl_c_goes_to_every_process(place: Path) -> None:
    with serving(place) as server:
        os.killpg(server.process.pid, signal.SIGINT)
        assert server.process.wait(30) == 0
    assert server.lines == [server.announcement]


def test_a_stream_ends_before_the_server_does(slow: Server) -> None:
    connection = slow.connection()
    connection.request("GET", "/")
    response = connection.getresponse()
    assert response.readline() == b"part 0\n"
    slow.process.send_signal(signal.SIGTERM)
    until(lambda: refuses_connections(slow.port))
    assert slow.process.poll() is None
    assert response.read().splitlines()[-1] == b"part 9"
    assert slow.process.wait(30) == 0
    connection.close()


def test_what_is_written_but_not_read_yet_is_not_lost(slow: Server) -> None:
    connection = slow.connection()
    connection.request("GET", "/large")
    response = connection.getresponse()
    slow.process.send_signal(signal.SIGTERM)
    time.sleep(1)
    assert len(response.read()) == 2**25
    assert slow.process.wait(30) == 0
    connection.close()


def test_a_second_signal_ends_a_stream_at_once(slow: Server) -> None:
    connection = slow.connection()
    connection.request("GET", "/endless")
    response = connection.getresponse()
    assert response.readline() == b"and on\n"
    slow.process.send_signal(signal.SIGTERM)
    until(lambda: refuses_connections(slow.port))
    begun = time.monotonic()
    assert slow.stop(signal.SIGTERM) == 0
    assert time.monotonic() - begun < 3
    response.close()
    connection.close()


def test_a_stream_that_does_not_end_is_given_some_seconds(slow: Server) -> None:
    connection = slow.connection()
    connection.request("GET", "/endless")
    response = connection.getresponse()
    begun = time.monotonic()
    assert slow.stop() == 0
    assert GRACE_SECONDS <= time.monotonic() - begun < PATIENCE
    assert slow.lines == [slow.announcement]
    response.close()
    connection.close()


def test_no_answer_is_lost_when_it_stops_under_load(place: Path) -> None:
    lost: list[BaseException] = []
    answered: list[int] = []

    def ask(server: Server) -> None:
        connection = server.connection()
        try:
            while True:
                connection.request("GET", f"/nowhere/{len(answered)}")
                response = connection.getresponse()
                response.read()
                answered.append(response.status)
        except ConnectionRefusedError:  # told to ask no more on this one, it made another
            pass
        except (OSError, HTTPException) as error:
            lost.append(error)
        finally:
            connection.close()

    with serving(place, "--workers", "1") as server:
        readers = [threading.Thread(target=ask, args=(server,)) for _ in range(8)]
        for reader in readers:
            reader.start()
        until(lambda: len(answered) > 100)
        assert server.stop() == 0
        for reader in readers:
            reader.join()
    assert lost == []


# Another archive


def test_an_archive_that_takes_the_place_of_another_is_served(own: Path, tmp_path: Path) -> None:
    with search.Archive.create(tmp_path / "new") as archive:
        archive.add([search.Article.of("A quokka was seen.", id="quokka")])
    with serving(own, "--workers", "2") as server:
        assert total(server, "quokka") == 0
        own.rename(tmp_path / "old")
        (tmp_path / "new").rename(own)
        until(lambda: [server.get("/a/quokka").status for _ in range(20)] == [200] * 20)
        assert total(server, "quokka") == 1
    assert "Another archive has taken the place of the one in" in "".join(server.lines)


# Logs


def test_the_log_has_a_line_for_each_request_without_the_search(place: Path) -> None:
    with serving(place, "--log", "json") as server:
        reply = server.get("/?q=whistleblower")
        until(lambda: server.log)
        missing = server.get("/api/v1/nothing%0a%1b[31m?q=whistleblower")
        until(lambda: len(server.log) >= 2)
    first, second = server.log
    assert first["method"], first["path"] == ("GET", "/")
    assert first["request_id"] == reply.headers["X-Request-Id"]
    assert first["status"] == 200
    assert first["bytes"] == len(reply.body)
    assert first["milliseconds"] > 0
    assert first["client"] == "127.0.0.1"
    assert first["time"].endswith("Z")
    assert second["path"] == "/api/v1/nothing%0A%1B%5B31m"
    assert second["status"] == missing.status == 404
    assert "whistleblower" not in "".join(server.lines)


def test_the_log_has_the_search_if_that_is_asked_for(place: Path) -> None:
    with serving(place, "--log", "text", "--log-queries") as server:
        server.get("/?q=whistle%20blower")
        until(lambda: len(server.lines) > 1)
    assert " 127.0.0.1 GET /?q=whistle%20blower 200 " in server.lines[-1]


def test_the_log_has_the_traceback_of_a_bug_and_the_request_it_is_of(
    place: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the inner secret")

    app = web.create_app(place)
    monkeypatch.setattr(search.Archive, "search", broken)
    caplog.handler.setFormatter(JsonFormatter())
    reply = app.test_client().get("/api/v1/search?q=whistleblower")
    app.extensions["nutgraf"].close()
    (line,) = caplog.text.splitlines()
    entry = json.loads(line)
    assert entry["level"] == "error"
    assert entry["request_id"] == reply.headers["X-Request-Id"]
    assert entry["traceback"].startswith("Traceback")
    assert entry["traceback"].endswith("RuntimeError: the inner secret")
    assert "whistleblower" not in line


def test_nothing_in_a_log_looks_like_a_line_that_it_is_not() -> None:
    record = logging.makeLogRecord(
        {"created": 0, "levelname": "ERROR", "msg": "/a\n1970 info: all is well\x1b[2J"}
    )
    line = "1970-01-01T00:00:00.000Z error: /a\\x0a1970 info: all is well\\x1b[2J"
    assert TextFormatter().format(record) == line
    assert len(JsonFormatter().format(record).splitlines()) == 1
    exchange: dict[str, object] = dict.fromkeys(["method", "path", "status", "request_id"], "x")
    exchange |= {
        "client": "::1",
        "query": "q=\x0b1970 info\x1b[2J\x85",
        "bytes": 1,
        "milliseconds": 1,
    }
    asked = logging.makeLogRecord({"created": 0, "exchange": exchange})
    assert "x?q=\\x0b1970 info\\x1b[2J\\x85 x" in TextFormatter().format(asked)


# Figures


def figures(text: str) -> dict[str, float]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def test_there_are_no_figures_unless_asked_for(place: Path) -> None:
    with serving(place) as server:
        assert server.get("/metrics").status == 404


def test_figures_are_right_over_all_workers(own: Path) -> None:
    with serving(own, "--workers", "2", "--metrics", "--log", "json") as server:
        every_worker_answers(server, 2)
        for _ in range(10):
            assert server.get("/?q=bridge").status == 200
        with search.Archive.open(own) as archive:
            held = archive.stats()
        # An answer is counted when its last byte is on its way.
        until(lambda: figures(server.get("/metrics").text)["nutgraf_searches_total"] == 10)
        reply = server.get("/metrics")
    found = figures(reply.text)
    assert reply.headers["Content-Type"].startswith("text/plain")
    assert found['nutgraf_requests_total{endpoint="results.results",status="200"}'] == 10
    assert found['nutgraf_requests_total{endpoint="none",status="404"}'] >= 2
    assert found['nutgraf_request_seconds_count{endpoint="results.results"}'] == 10
    assert found["nutgraf_searches_total"] == 10
    assert found["nutgraf_archive_articles"] == held.articles
    assert found["nutgraf_archive_generation"] == held.generation


def test_figures_need_the_password(place: Path) -> None:
    with serving(place, "--metrics", password=PASSWORD) as server:
        assert server.get("/metrics").status == 401
        assert server.get("/metrics", Authorization=f"Bearer {PASSWORD}").status == 200


# docs/deploy.md

GUIDE = (Path(__file__).parents[2] / "docs" / "deploy.md").read_text(encoding="utf-8")


def commands() -> list[list[str]]:
    """Return every command of ours in the guide, without its first word."""
    blocks = re.findall(r"```(?:sh|ini)\n(.*?)```", GUIDE, re.DOTALL)
    inline = re.findall(r"`(nutgraf [^`]+)`", GUIDE)
    lines = "\n".join([*blocks, *inline]).replace("\\\n", " ").splitlines()
    found = [re.search(r"(?:^|[/= ])nutgraf ((?:serve|index|rebuild)\b.*)", line) for line in lines]
    dockerfile = re.findall(r"^CMD (\[.*\])$", GUIDE, re.MULTILINE)
    return [
        *(shlex.split(each[1]) for each in found if each),
        *(json.loads(each) for each in dockerfile),
    ]


def test_every_command_of_the_guide_can_be_given() -> None:
    given = commands()
    assert {words[0] for words in given} == {"serve", "index", "rebuild"}
    for name, *arguments in given:
        assert COMMANDS[name].make_context(name, [*arguments]).params


def test_every_option_of_serve_is_in_the_guide_and_each_of_the_guide_exists() -> None:
    options = {option for each in COMMANDS["serve"].params for option in each.opts}
    ours = "\n".join(re.findall(r"`(--[^`]+)`", GUIDE))
    named = set(re.findall(r"--[a-z-]+", ours))
    others = {"--user", "--volume", "--env-file"}  # of curl and docker
    known = {
        option for command in COMMANDS.values() for each in command.params for option in each.opts
    }
    assert named - others <= known
    assert options <= set(re.findall(r"--[a-z-]+", GUIDE))


def test_every_figure_of_the_guide_exists(place: Path) -> None:
    app = web.create_app(place, Settings(password="", metrics=True))
    app.test_client().get("/?q=bridge").close()
    shown = app.test_client().get("/metrics").text
    app.extensions["nutgraf"].close()
    for name in re.findall(r"`(nutgraf_[a-z_]+)`", GUIDE):
        assert re.search(rf"^{name}(_count)?[{{ ]", shown, re.MULTILINE), name


def test_the_units_of_the_guide_are_ones(tmp_path: Path) -> None:
    verify = shutil.which("systemd-analyze")
    if verify is None:
        pytest.skip("There is no systemd here.")
    units = re.findall(r"`/etc/systemd/system/([a-z.-]+)`:\n\n```ini\n(.*?)```", GUIDE, re.DOTALL)
    assert len(units) == 3
    for name, text in units:
        unit = text.replace("/opt/nutgraf/bin/nutgraf", sys.executable)
        (tmp_path / name).write_text(unit.replace("User=nutgraf\n", ""), encoding="utf-8")
    paths = [str(tmp_path / name) for name, _ in units]
    done = subprocess.run([verify, "verify", *paths], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")

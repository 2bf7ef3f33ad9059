"""Real OpenSearch clusters on this machine: fetched once, started as processes, gone at the end.

The distribution is the one that OpenSearch tests itself with: no plugin at all, so no security
(``tests.doors`` stands in for that), no scripts, no ``_reindex``. Maven has it.

    with Cluster.started(nodes=3) as cluster:
        cluster.wait("green", nodes=3)
        cluster.nodes[0].kill()
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import zipfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from filelock import FileLock

if TYPE_CHECKING:
    import pwd
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

VERSION = "2.19.3"
ARTIFACT = f"org.opensearch.distribution.integ-test-zip:opensearch:{VERSION}:zip"
DIGEST = "760530e522de0a9f06380d4a4a43dfd83c31fa8911f41745513ce715ed5dfd03"  # SHA-256 of the zip
OLDEST_JAVA = 11
NEWEST_JAVA = 23  # Java 24 has no security manager any more; OpenSearch 2 does not start without
SECONDS = 120  # until something that must happen has failed to happen
TAIL = 40  # lines of a log that tell why a node is not there
SYSTEM_JAVA = Path("/usr/lib/jvm")
PORTS = range(20_000, 32_000)  # below those that Linux gives to outgoing connections

SECURED = "org.opensearch.secure_sm.SecuredForkJoinWorkerThreadFactory"
USUAL_OPTIONS = (  # what bin/opensearch finds out with three more Java processes, in 7 s
    "-Xss1m",
    "-Djava.awt.headless=true",
    "-Dfile.encoding=UTF-8",
    "-Djna.nosys=true",
    "-XX:-OmitStackTraceInFastThrow",
    "-Dio.netty.noUnsafe=true",
    "-Dio.netty.noKeySetOptimization=true",
    "-Dio.netty.recycler.maxCapacityPerThread=0",
    "-Dio.netty.allocator.numDirectArenas=0",
    "-Dlog4j.shutdownHookEnabled=false",
    "-Dlog4j2.disable.jmx=true",
    "-Djava.locale.providers=SPI,COMPAT",
    f"-Djava.util.concurrent.ForkJoinPool.common.threadFactory={SECURED}",
    "-Dopensearch.networkaddress.cache.ttl=60",
    "-Dopensearch.networkaddress.cache.negative.ttl=10",
    "-Dopensearch.distribution.type=zip",
    "-Dopensearch.bundled_jdk=false",
)
# Measured with 512 MB: up after 2.3 s in place of 3.0, a fifth less time for a short suite with
# half the processor's, 300 MB of memory in place of 540.
QUICK_OPTIONS = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")

LOGGING = """\
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] [%node_name]%marker %m%n
rootLogger.level = info
rootLogger.appenderRef.out.ref = out
"""

# Sees to the end of a cluster when the process that started it has ended, however it did: then
# the pipe that it reads is closed.
GUARD = """\
trap "" HUP INT TERM
cat >/dev/null
for file in "$1"/*/pid; do
    if [ -f "$file" ]; then kill -s KILL -- "-$(cat "$file")"; fi
done
rm -rf "$1" || { sleep 1; rm -rf "$1"; }
"""


class Unavailable(Exception):
    """No cluster can be run here; the message is the reason."""


class NodeFailed(Exception):
    """A node or a cluster did not get as far as it must; the message has the end of the log."""


@dataclass(frozen=True, slots=True)
class Java:
    """A Java that OpenSearch can run with."""

    program: str
    version: int


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a request."""

    status: int
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:  # noqa: ANN401 - it is JSON
        return json.loads(self.body)


def unavailable() -> str | None:
    """Return the reason why no cluster can be run here, if there is one.

    Nothing is fetched for that, so ``distribution`` may still raise ``Unavailable``.
    """
    if os.name != "posix":
        return "clusters are run with the signals of POSIX systems, which this is not"
    try:
        _java()
        _account()
    except Unavailable as error:
        return str(error)
    if not _place().exists() and shutil.which("mvn") is None:
        return f"there is no Maven (mvn) to fetch OpenSearch, nor is it in {_cache()}"
    return None


def distribution() -> Path:
    """Return the folder of the unpacked distribution, fetched when it is asked for first.

    The folder is there whole or not at all, and several processes may ask at once.

    Raises:
        Unavailable: if it cannot be fetched.
    """
    place = _place()
    if not place.exists():
        _cache().mkdir(parents=True, exist_ok=True)
        with FileLock(_cache() / f"{place.name}.lock"):
            if not place.exists():
                _fetch(place)
    return place


@dataclass(slots=True)
class Node:
    """One node, running or not; it keeps its address, data and log (``log()``) all the time."""

    name: str
    address: str  # host:port
    folder: Path
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    paused: bool = False

    def launch(self) -> None:
        """Start the process, and do not wait until it answers."""
        assert not self.is_running(), f"{self.name} runs already."
        account = _account()
        with (self.folder / "out.log").open("ab") as out:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"},
                start_new_session=True,
                user=account and account.pw_uid,
                group=account and account.pw_gid,
                extra_groups=account and [],
            )
        (self.folder / "pid").write_text(str(self.process.pid))

    def start(self) -> None:
        """Start it and wait until it answers.

        Without enough other nodes to form a cluster that takes 30 s: it looks for them that long.
        """
        self.launch()
        self.wait()

    def wait(self) -> None:
        """Wait until it answers."""
        if not _happens(lambda: self.is_up() or not self.is_running()):
            raise NodeFailed(f"{self.name} has not answered in {SECONDS} s.\n{self.log(TAIL)}")
        if not self.is_running():
            raise NodeFailed(f"{self.name} has ended.\n{self.log(TAIL)}")

    def stop(self) -> None:
        """End it in order, as a service manager does (SIGTERM)."""
        self.resume()
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, as a failing machine does (SIGKILL)."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        """Stop it in order and start it again with the same address and data."""
        self.stop()
        self.start()

    def pause(self) -> None:
        """Let it hang: connections are taken and nothing is answered (SIGSTOP)."""
        assert self.is_running(), f"{self.name} does not run."
        self._signal(signal.SIGSTOP)
        self.paused = True

    def resume(self) -> None:
        """Let it go on after a pause (SIGCONT)."""
        if self.paused:
            self._signal(signal.SIGCONT)
        self.paused = False

    def is_running(self) -> bool:
        """Return whether there is a process, which may be paused or not answer yet."""
        return self.process is not None and self.process.poll() is None

    def is_up(self) -> bool:
        """Return whether it answers, within a second."""
        try:
            return self.ask("GET", "/", seconds=1).status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False

    def ask(self, method: str, path: str, body: object = None, *, seconds: float = 60) -> Reply:
        """Return the answer to a request, whatever its status.

        A text is sent as it is, as the lines of a ``_bulk``; all else as JSON.

        Raises:
            OSError: if the node cannot be reached or takes longer than the seconds.
        """
        host, _, port = self.address.rpartition(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=seconds)
        try:
            connection.request(method, path, *_sent(body))
            response = connection.getresponse()
            return Reply(response.status, response.read())
        finally:
            connection.close()

    def log(self, last: int | None = None) -> str:
        """Return what it has logged, or the last lines of that."""
        text = (self.folder / "out.log").read_text(encoding="utf-8", errors="replace")
        return text if last is None else "\n".join(text.splitlines()[-last:])

    def _signal(self, number: int) -> None:
        if self.process is not None and self.is_running():
            os.killpg(self.process.pid, number)

    def _end(self, number: int) -> None:
        self._signal(number)
        self.paused = False
        if self.process is not None:
            try:
                self.process.wait(SECONDS)
            except subprocess.TimeoutExpired as error:
                raise NodeFailed(f"{self.name} does not end.\n{self.log(TAIL)}") from error
        (self.folder / "pid").unlink(missing_ok=True)


@dataclass(slots=True)
class Cluster:
    """Nodes that belong together, in a folder that goes with them."""

    folder: Path
    nodes: list[Node] = field(default_factory=list)

    @classmethod
    @contextmanager
    def started(
        cls,
        nodes: int = 1,
        heap: str | None = None,
        settings: Mapping[str, object] = {},
        *,
        quick: bool = True,
    ) -> Iterator[Cluster]:
        """Run a cluster until the block ends; all its nodes answer before the block begins.

        Args:
            nodes: how many.
            heap: the heap of each; by default 512 MB for one node, 384 MB for each of more.
            settings: what stands in ``opensearch.yml`` beside, or in place of, the harness's own.
                Nothing is set by default that hastens how the cluster finds out about faults.
            quick: a Java that starts fast; without, one that is fast in the long run, for
                measurements.

        Raises:
            Unavailable: if no cluster can be run here.
            NodeFailed: if a node does not come up.
        """
        with ExitStack() as ending:
            folder = Path(tempfile.mkdtemp(prefix="nutgraf-cluster-"))
            ending.enter_context(_guarded(folder))
            cluster = cls(folder)
            ending.callback(cluster.kill)
            own = heap or ("512m" if nodes == 1 else "384m")
            options = [f"-Xms{own}", f"-Xmx{own}", *(QUICK_OPTIONS if quick else ())]
            cluster._furnish(nodes, options, settings)
            for node in cluster.nodes:
                node.launch()
            for node in cluster.nodes:
                node.wait()
            yield cluster

    @property
    def hosts(self) -> str:
        """The addresses of all nodes, as they stand in an archive's address."""
        return ",".join(node.address for node in self.nodes)

    def address(self, name: str) -> str:
        """Return the address of an archive with that name."""
        return f"opensearch://{self.hosts}/{name}"

    def ask(
        self, method: str, path: str, body: object = None, *, allowed: Collection[int] = ()
    ) -> Reply:
        """Return the answer of the first node that is not paused or down.

        Raises:
            AssertionError: if the answer is an error whose status is not one of those allowed.
        """
        node = next((each for each in self.nodes if each.is_running() and not each.paused), None)
        assert node is not None, "No node runs."
        reply = node.ask(method, path, body)
        fine = reply.status < http.HTTPStatus.BAD_REQUEST or reply.status in allowed
        assert fine, f"{method} {path}: {reply.status} {reply.text}"
        return reply

    def wait(self, status: Literal["green", "yellow"] = "green", nodes: int | None = None) -> None:
        """Wait until the cluster is that well, and has exactly so many nodes.

        Raises:
            NodeFailed: if it is not in two minutes.
        """
        path = f"/_cluster/health?wait_for_status={status}&timeout=1s&cluster_manager_timeout=1s"
        if nodes is not None:
            path += f"&wait_for_nodes={nodes}"
        last: list[str] = []

        def well() -> bool:
            try:
                reply = self.ask("GET", path, allowed=range(400, 600))
            except (OSError, http.client.HTTPException) as error:
                last[:] = [repr(error)]
                return False
            last[:] = [reply.text]
            return reply.status == http.HTTPStatus.OK and not reply.json["timed_out"]

        if not _happens(well):
            logs = "\n".join(f"{node.name}:\n{node.log(TAIL)}" for node in self.nodes)
            raise NodeFailed(f"The cluster is not {status} in {SECONDS} s: {last}\n{logs}")

    def clear(self, name: str) -> None:
        """Delete every index, also hidden and closed ones, of the archive with that name."""
        self.ask("DELETE", f"/{name}-*,nutgraf-{name}-*?expand_wildcards=all")

    def kill(self) -> None:
        """End every node at once."""
        for node in self.nodes:
            node.kill()

    def _furnish(self, count: int, options: Sequence[str], settings: Mapping[str, object]) -> None:
        home = _home(self.folder)
        ports = _free_ports(2 * count)
        names = [f"node-{number}" for number in range(1, count + 1)]
        together: dict[str, object] = {
            "cluster.name": self.folder.name,
            "network.host": "127.0.0.1",
            "cluster.routing.allocation.disk.threshold_enabled": False,
        }
        if count == 1:
            together["discovery.type"] = "single-node"
        else:
            together["discovery.seed_hosts"] = [f"127.0.0.1:{port}" for port in ports[count:]]
            together["cluster.initial_cluster_manager_nodes"] = names
        for name, port, transport in zip(names, ports[:count], ports[count:], strict=True):
            folder = self.folder / name
            own = {
                "node.name": name,
                "http.port": port,
                "transport.port": transport,
                "path.data": str(folder / "data"),
                "path.logs": str(folder / "logs"),
            }
            _lay_out(folder, together | own | dict(settings))
            command = _command(home, folder, options)
            self.nodes.append(Node(name, f"127.0.0.1:{port}", folder, command))


def _cache() -> Path:
    given = os.environ.get("NUTGRAF_TEST_CACHE")
    return Path(given) if given else Path.home() / ".cache" / "nutgraf-tests"


def _place() -> Path:
    return _cache() / f"opensearch-{VERSION}"


def _fetch(place: Path) -> None:
    with tempfile.TemporaryDirectory(dir=place.parent) as name:
        folder = Path(name)
        command = ["mvn", "-q", "-B", "dependency:copy"]
        command += [f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={folder}"]
        try:
            done = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, check=False, timeout=600
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise Unavailable(f"OpenSearch could not be fetched with Maven: {error}") from error
        archive = folder / f"{place.name}.zip"
        if done.returncode != 0 or not archive.exists():
            said = "\n".join((done.stdout + done.stderr).splitlines()[-5:])
            raise Unavailable(f"OpenSearch could not be fetched with Maven: {said}")
        if hashlib.sha256(archive.read_bytes()).hexdigest() != DIGEST:
            raise Unavailable("what Maven fetched as OpenSearch is not what it was")
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(folder)
        for program in (folder / place.name / "bin").iterdir():
            program.chmod(0o755)
        (folder / place.name).rename(place)


def _java() -> Java:
    """Return the first Java of a version that fits: of the environment, the path, the system."""
    folders = [os.environ.get(name) for name in ("OPENSEARCH_JAVA_HOME", "JAVA_HOME")]
    programs = [str(Path(folder) / "bin" / "java") for folder in folders if folder]
    programs += filter(None, [shutil.which("java")])
    programs += map(str, sorted(SYSTEM_JAVA.glob("*/bin/java")))
    versions = []
    for program in dict.fromkeys(programs):
        version = _version(program)
        if version and OLDEST_JAVA <= version <= NEWEST_JAVA:
            return Java(program, version)
        versions += [str(version)] if version else []
    wanted = f"OpenSearch {VERSION} needs Java {OLDEST_JAVA} to {NEWEST_JAVA}"
    if not versions:
        raise Unavailable(f"there is no Java (java); {wanted}")
    raise Unavailable(f"Java is of version {', '.join(versions)}; {wanted}")


def _version(program: str) -> int | None:
    try:
        done = subprocess.run(
            [program, "-version"], capture_output=True, text=True, check=False, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    # Up to Java 8 the version was "1.8", since then it is "11.0.2" or "17".
    found = re.search(r'version "(?:1\.)?(\d+)', done.stderr)
    return int(found[1]) if found and done.returncode == 0 else None


def _account() -> pwd.struct_passwd | None:
    """Return the account that nodes run as, None for our own; OpenSearch refuses to run as root."""
    if os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415 - only POSIX systems have it, and every test imports this module

    try:
        return pwd.getpwnam("nobody")
    except KeyError as error:
        raise Unavailable("root cannot run OpenSearch, and there is no account nobody") from error


def _home(folder: Path) -> Path:
    """Return where the nodes find the distribution: root's own folders may be closed to them."""
    if _account() is None:
        return distribution()
    folder.chmod(0o755)
    return shutil.copytree(distribution(), folder / "home", copy_function=_link)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # on another disk
        shutil.copy2(source, target)


def _lay_out(folder: Path, settings: Mapping[str, object]) -> None:
    """Make the folders of a node, which belong to the account that it runs as."""
    account = _account()
    for each in (folder, *(folder / name for name in ("config", "data", "logs", "tmp"))):
        each.mkdir()
        if account is not None:
            os.chown(each, account.pw_uid, account.pw_gid)
    # JSON is YAML as well.
    lines = [f"{name}: {json.dumps(value)}\n" for name, value in settings.items()]
    (folder / "config" / "opensearch.yml").write_text("".join(lines), encoding="utf-8")
    (folder / "config" / "log4j2.properties").write_text(LOGGING, encoding="utf-8")


def _command(home: Path, folder: Path, options: Sequence[str]) -> list[str]:
    java = _java()
    return [
        java.program,
        *USUAL_OPTIONS,
        # Java 18 and later have no security manager unless it is asked for.
        *(["-Djava.security.manager=allow"] if java.version >= 18 else []),
        f"-Djava.io.tmpdir={folder / 'tmp'}",
        f"-XX:ErrorFile={folder / 'logs' / 'crash.log'}",
        *options,
        f"-Dopensearch.path.home={home}",
        f"-Dopensearch.path.conf={folder / 'config'}",
        "-cp",
        f"{home / 'lib'}/*",
        "org.opensearch.bootstrap.OpenSearch",
    ]


@contextmanager
def _guarded(folder: Path) -> Iterator[None]:
    """Remove the folder at the end, and before that end any node that still has a ``pid`` there."""
    command = ["/bin/sh", "-c", GUARD, "guard", str(folder)]
    guard = subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True)
    assert guard.stdin is not None
    try:
        yield
    finally:
        guard.stdin.close()
        guard.wait(SECONDS)


def _free_ports(count: int) -> list[int]:
    found: list[int] = []
    # The order is not that of pytest-randomly, which is the same for each test: there it would be
    # the ports of a node that is down just now.
    for port in random.SystemRandom().sample(PORTS, len(PORTS)):
        with socket.socket() as trial:
            try:
                trial.bind(("127.0.0.1", port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise Unavailable("there are no free ports")


def _sent(body: object) -> tuple[bytes | None, dict[str, str]]:
    if body is None:
        return None, {}
    if isinstance(body, str):
        return body.encode(), {"Content-Type": "application/x-ndjson"}
    return json.dumps(body).encode(), {"Content-Type": "application/json"}


def _happens(holds: Callable[[], object]) -> bool:
    deadline = time.monotonic() + SECONDS
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True

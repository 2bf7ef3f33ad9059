"""What `import search` offers, and what it costs."""

from __future__ import annotations

import doctest
import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import search
from tests.archive.samples import articles

# Every module of ours and every other package that `nutgraf search` loads, a line for each.
OF_A_SEARCH = Path(__file__).with_name("modules_of_a_search.txt")

OF_NEWER_PYTHONS = {"backports"}  # holds, for the older ones, what these have themselves

# What only adding articles needs, which neither the command line nor a page must load to answer.
FOR_READING = {
    "charset_normalizer", "datasketch", "filelock", "lxml", "nltk", "numpy", "py3langid", "scipy",
    "trafilatura", "warcio", "watchfiles", "whoosh", "yaml", "search.readers", "search.archive.run",
    "search.archive.intake", "search.archive.worklist", "search.archive.writing",
}  # fmt: skip

# Of the standard library: each takes milliseconds, and no search needs it.
HEAVY = {
    "asyncio", "bz2", "concurrent", "csv", "ctypes", "email", "hashlib", "html", "http",
    "importlib.metadata", "logging", "lzma", "multiprocessing", "pickle", "shutil", "signal",
    "socket", "ssl", "subprocess", "tempfile", "urllib.request", "xml",
}  # fmt: skip

DOCUMENTED = [
    name
    for name in search.__all__
    if inspect.isclass(getattr(search, name)) or inspect.isfunction(getattr(search, name))
]


def test_the_public_names_are_complete_and_sorted() -> None:
    homes = search._HOMES
    assert search.__all__ == sorted(homes)
    assert set(search.__all__) <= set(dir(search))


@pytest.mark.parametrize("name", search.__all__)
def test_a_public_name_is_what_its_home_calls_so(name: str) -> None:
    value = getattr(search, name)
    home = importlib.import_module(search._HOMES[name])
    assert value is getattr(home, name)
    assert name not in DOCUMENTED or value.__name__ == name


@pytest.mark.parametrize("name", DOCUMENTED)
def test_a_public_name_is_documented_with_an_example(name: str) -> None:
    value = getattr(search, name)
    text = inspect.getdoc(value)
    assert text
    assert doctest.DocTestParser().get_examples(text), f"{name} has no example"


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_public_method_is_documented(name: str) -> None:
    value = getattr(search, name)
    if inspect.isclass(value):
        for method, held in vars(value).items():
            if not method.startswith("_") and inspect.isfunction(held):
                assert inspect.getdoc(held), f"{name}.{method}"


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'search' has no attribute 'find'"):
        _ = search.find


def test_all_names_can_be_imported_together() -> None:
    code = "from search import *; import search; assert set(search.__all__) <= set(globals())"
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, timeout=60)


def loaded(code: str, *arguments: str) -> set[str]:
    """Return the modules that a fresh interpreter has loaded after some code."""
    before = "import sys; former = set(sys.modules)"
    after = "sys.stdout.flush(); print('\\n', *sorted(set(sys.modules) - former))"
    done = subprocess.run(
        [sys.executable, "-c", f"{before}\n{code}\n{after}", *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(done.stdout.splitlines()[-1].split())


def test_importing_search_loads_nothing_else() -> None:
    assert loaded("import search") - {"__future__", "typing"} <= {"search"} | loaded(
        "import __future__, typing"
    )


def test_importing_every_public_name_loads_no_other_package() -> None:
    code = "import search\nfor name in search.__all__: getattr(search, name)"
    packages = {name.partition(".")[0] for name in loaded(code)}
    others = packages - set(sys.stdlib_module_names) - {"search"}
    assert others <= {"_distutils_hack"} | OF_NEWER_PYTHONS


COMMAND = "from search.cli import main; assert main(sys.argv[1:]) == 0"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("names") / "archive"
    with search.Archive.create(folder) as archive:
        archive.add(articles(5))
    return str(folder)


def test_a_search_from_the_command_line_loads_only_what_it_needs(place: str) -> None:
    modules = loaded(COMMAND, "search", "harbour", "-glacier", "--archive", place)
    assert sorted(modules & HEAVY) == []
    packages = {name.partition(".")[0] for name in modules}
    found = {name for name in modules if name.startswith(("search.", "web."))}
    found |= packages - set(sys.stdlib_module_names) - OF_NEWER_PYTHONS
    listed = set(OF_A_SEARCH.read_text(encoding="utf-8").split())
    assert not found - listed, (
        f"`nutgraf search` now loads {sorted(found - listed)}, which every search waits for."
        f" Import it where it is used; or, if each needs it, give it a line in {OF_A_SEARCH.name}."
    )
    assert not listed - found, (
        f"`nutgraf search` does not load {sorted(listed - found)} any more."
        f" Take the line out of {OF_A_SEARCH.name}, so that it stays so."
    )


@pytest.mark.parametrize("arguments", [["show", "n00001"], ["search", "harbour", "--json"]])
def test_a_command_that_answers_loads_nothing_that_only_reading_needs(
    place: str, arguments: list[str]
) -> None:
    modules = loaded(COMMAND, *arguments, "--archive", place)
    assert sorted(modules & (FOR_READING | HEAVY)) == []


def test_the_help_loads_neither_an_archive_nor_an_engine() -> None:
    modules = loaded(COMMAND, "--help")
    needless = {"search.archive", "search.query", "search.results", "sqlite3", "tantivy"}
    assert sorted(modules & (FOR_READING | needless)) == []


def test_a_page_loads_nothing_that_only_reading_needs(place: str) -> None:
    code = (
        "import web; client = web.create_app(sys.argv[1]).test_client()\n"
        "assert client.get('/?q=harbour').status_code == 200"
    )
    assert sorted(loaded(code, place) & FOR_READING) == []

"""What `import search` offers, and what it costs."""

from __future__ import annotations

import doctest
import importlib
import inspect
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import search
from tests.archive.samples import articles

if TYPE_CHECKING:
    from pathlib import Path

# Loaded only by those who need them: none of them is needed to search.
NOT_FOR_SEARCHING = {
    "charset_normalizer", "filelock", "flask", "jinja2", "markdown_it", "nltk", "numpy", "waitress",
    "werkzeug", "whoosh", "yaml", "csv", "email", "html", "http", "socket", "ssl", "subprocess",
    "asyncio", "logging", "multiprocessing", "concurrent", "tempfile", "importlib.metadata",
    "search.readers", "search.archive.run", "search.archive.worklist", "web",
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
    assert others <= {"_distutils_hack"}


def test_a_search_from_the_command_line_loads_only_what_it_needs(tmp_path: Path) -> None:
    with search.Archive.create(tmp_path / "archive") as archive:
        archive.add(articles(5))
    code = "from search.cli import main; assert main(sys.argv[1:]) == 0"
    modules = loaded(code, "search", "harbour", "-glacier", "--archive", str(archive.place))
    assert "search.engines.tantivy_engine" in modules
    assert not modules & NOT_FOR_SEARCHING
    packages = {name.partition(".")[0] for name in modules} - set(sys.stdlib_module_names)
    assert packages <= {"search", "click", "tantivy"}

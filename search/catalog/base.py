"""What an archive asks of its catalog, wherever that lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from search.article import Article
    from search.catalog.rows import (
        Claim,
        FailureRecord,
        FileRecord,
        Settings,
        StoredArticle,
        Version,
    )


class Reader(Protocol):
    """What can be read of a catalog, by any number of threads.

    *Live* articles are those that searches find; *current* ones those that searches find
    once the batch is kept which this thread has begun, and the live ones if there is none.
    """

    def frozen(self) -> AbstractContextManager[None]:
        """Read, within the block and on this thread, the catalog as it is at one instant."""

    def state(self) -> tuple[int, bool]:
        """Return the generation, and whether the engine is being changed just now."""

    # What searches find

    def articles(self, aids: Sequence[int]) -> dict[int, Article]:
        """Return the articles with these aids, in their order; missing ones are left out.

        Former versions are among them.
        """

    def article(self, article_id: str) -> Article | None:
        """Return the live article with this id."""

    def numbered(self, article_id: str) -> tuple[int, Article] | None:
        """Return the live article with this id, and its aid."""

    def versions(self, article_id: str) -> list[Version]:
        """Return an article as it is and as it was, the newest reading first."""

    def group(self, article_id: str) -> list[int]:
        """Return the aids of the articles that are nearly identical to one, its own first.

        Of an id that no article has, none.
        """

    def live(self) -> Iterator[tuple[int, Article]]:
        """Yield every live article with its aid, in the order of aids."""

    def contents(self) -> Iterator[tuple[int, int]]:
        """Yield the aid and the number of paragraphs of every live article."""

    def last_addition(self) -> int:
        """Return the largest aid that searches may find, or 0."""

    def first_additions(self, aids: Sequence[int]) -> dict[int, int]:
        """Return the aids under which these were first added, of those where it was another."""

    def counts(self) -> dict[str, int]:
        """Return how many articles, undated ones, files, failures and former versions there are."""

    def date_range(self) -> tuple[str | None, str | None]:
        """Return the first and the last date of the articles."""

    # What writers ask

    def indexable(self) -> Iterator[tuple[int, Article, int | None]]:
        """Yield every article that an index built now must hold, with its aid and its lead."""

    def is_current(self, aid: int) -> bool:
        """Tell whether an article is one that searches find, or will when the batch is kept."""

    def origin(self, aid: int) -> tuple[int | None, int | None, str | None]:
        """Return an article's ``content_of``, its lead, and when it was read, where known."""

    def first_addition(self, aid: int) -> int:
        """Return the aid that an article was first added under."""

    def leads(self, aids: Sequence[int]) -> dict[int, int | None]:
        """Return the leads of these articles: the aids of those that they are copies of."""

    def has_followers(self, aid: int) -> bool:
        """Tell whether an article is the lead of others."""

    def members(self, lead: int) -> list[int]:
        """Return the current articles of a group."""

    def alike(self, bands: Sequence[int], limit: int) -> list[int]:
        """Return the current articles that share most bands of a signature, at most ``limit``."""

    def aids_of_id(self, article_id: str) -> list[int]:
        """Return the aids of the current articles with this id."""

    def aids_of_content(self, content: int) -> list[int]:
        """Return the aids of articles that say the same, current or standing in a file."""

    def claims(self, article_id: str) -> list[Claim]:
        """Return who claims an id: current articles, and former ones that stand in a file."""

    def standing_in(self, file: str) -> list[tuple[int, str, str, int | None]]:
        """Return aid, path, id and content of what stands in a file, former versions too."""

    def places(self, aid: int) -> list[tuple[str, str]]:
        """Return the files that an article stands in, and its paths there."""

    def boilerplate(self) -> set[int]:
        """Return the marks of all paragraphs that many articles of one source have."""

    # The ledger

    def file(self, path: str) -> FileRecord | None:
        """Return a file's line of the ledger."""

    def files(self) -> Iterator[str]:
        """Yield the paths of the ledger, in their order."""

    def failures(self, file: str | None = None) -> Iterator[FailureRecord]:
        """Yield what could not be read, of one file or of all, in the order of paths."""

    # Foresight

    def foresee(
        self,
        *,
        files: Iterable[str] = (),
        ids: Iterable[str] = (),
        contents: Iterable[int] = (),
        bands: Iterable[Sequence[int]] = (),
    ) -> None:
        """Say what this thread will soon look up: many things can be fetched at once.

        Of files both the articles and the line of the ledger; ``bands`` are those of
        signatures. It changes no answer, only how long the answers take.
        """

    def foresee_files(self, paths: Iterable[str]) -> None:
        """Say which lines of the ledger this thread will soon look up."""

    # Copies

    def stored(self, after: int = -1) -> Iterator[StoredArticle]:
        """Yield live articles and former versions beyond an aid, in the order of aids."""

    def last_number(self) -> int:
        """Return the largest aid that was ever given, or could have been."""

    def last_stored(self) -> int:
        """Return the largest aid of what ``stored`` yields, -1 if that is nothing."""

    # Upkeep

    def is_sound(self) -> bool:
        """Tell whether what the catalog is kept in finds itself in order."""


class View(Reader, Protocol):
    """A catalog as it is when the view is made, whatever is written afterwards."""

    def close(self) -> None:
        """Let go of the view."""


class Catalog(Reader, Protocol):
    """An open catalog: the whole truth of an archive.

    A thread changes it in batches: ``begin``, changes, ``promise``; then the engine
    follows, and ``keep`` makes what searches find. Until then others read what was before.
    """

    settings: Settings

    @property
    def place(self) -> str:
        """Where the archive is, as messages say it."""

    def read_settings(self) -> Settings:
        """Return the settings as they are now.

        Raises:
            ArchiveUnreadable: if the catalog is none, damaged, or of a newer format.
        """

    def view(self) -> View:
        """Return the catalog as it is now, for long readings."""

    def close(self) -> None:
        """Let go of everything that is open; a batch that was not kept is undone."""

    # Batches

    def begin(self) -> None:
        """Begin a batch of changes."""

    def promise(self) -> None:
        """End the changes: the batch is stored, and the engine is yet to follow."""

    def keep(self) -> None:
        """Make the batch what searches find from now on, as the engine has followed."""

    def abandon(self) -> None:
        """Undo what was changed since ``begin``, if there was one."""

    def is_full(self) -> bool:
        """Tell whether the batch must be kept before more is added to it."""

    def unsettled(self) -> tuple[list[int], list[int]]:
        """Return the aids that the engine is yet to add and to remove, as a stop has left them."""

    def reopen(self, aids: Iterable[int]) -> None:
        """Have the next writer index these articles again, and forget the unknown ones."""

    def begin_copy(self, copied: str, last_number: int) -> None:
        """Let nobody search this empty catalog before ``end_copy``; it is to become a copy.

        ``copied`` says of what; new articles will have larger aids than ``last_number``.
        """

    def restore(self, stored: StoredArticle, bands: Sequence[int]) -> None:
        """Write an article as another catalog has it, with the bands of its signature."""

    def end_copy(self) -> None:
        """Let the copy be searched, as it is complete."""

    def switch(self, *, engine: str, folder: str, analysis: int) -> None:
        """Make another index the archive's, after it was built from this catalog."""

    # Changes of articles

    def add(
        self,
        article: Article,
        *,
        content: int | None = None,
        lead: int | None = None,
        read: str | None = None,
        block: bytes | None = None,
    ) -> int:
        """Write an article as one to be added and return its aid.

        ``content`` is its ``content_of``, ``lead`` the article that it is nearly
        identical to, ``read`` when it was read, ``block`` its ``packed_article``,
        which is made if it is None.

        Raises:
            UnicodeEncodeError: if a text of it is not ``storable``.
        """

    def remove(self, aid: int) -> None:
        """Mark an article as one to be removed."""

    def retire(self, aid: int) -> None:
        """Mark an article as one to become a former version."""

    def forget_versions(self, article_id: str) -> None:
        """Remove the former versions of an article."""

    def put(self, aid: int, file: str, path: str) -> None:
        """Note that an article stands in a file, under the path ``path`` of the archive."""

    def take_away(self, aid: int, file: str, path: str) -> None:
        """Note that an article no longer stands under a path in a file."""

    def move_places(self, aid: int, successor: int) -> None:
        """Let another article stand wherever one stood."""

    def note_addition(self, aid: int, first: int) -> None:
        """Note that an article of this batch, which reads the same, was first added as ``first``."""

    def sign(self, aid: int, bands: Sequence[int]) -> None:
        """Note the bands of the signature of an article of this batch."""

    def note_boilerplate(self, mark: int) -> None:
        """Remember a paragraph that many articles of one source have."""

    # Changes of the ledger

    def record(self, file: FileRecord) -> None:
        """Write a line of the ledger."""

    def record_failures(self, file: str, failures: Iterable[FailureRecord]) -> None:
        """Write what could not be read of a file, in the place of what was written before."""

    def forget(self, path: str) -> None:
        """Remove a line of the ledger."""

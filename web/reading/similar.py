"""Articles that are about the same as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.addresses import article_address
from web.reading.listed import listed, opening

if TYPE_CHECKING:
    import search
    from web.parameters import Question
    from web.reading.listed import Listed

MOST = 30  # further down there is little that is alike


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarPage:
    """What the page of articles similar to ``article`` shows, the most similar first."""

    title: str
    question: Question
    article: Listed
    similar: tuple[Listed, ...]
    back: str


def similar_page(archive: search.Archive, article_id: str, question: Question) -> SimilarPage:
    """Return what the page of similar articles shows.

    Raises:
        ArticleMissing: if there is no such article.
    """
    article = archive.article(article_id)
    return SimilarPage(
        title=f"Similar to {article.label}",
        question=question,
        article=listed(article, question),
        similar=tuple(
            listed(hit.article, question, opening(hit.article))
            for hit in archive.similar(article_id, limit=MOST)
        ),
        back=article_address(question, article_id),
    )

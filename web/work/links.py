"""The addresses of exports, feeds and saved searches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request, url_for

from web import addresses
from web.addresses import with_parameters

if TYPE_CHECKING:
    from search import ExportForm
    from web.parameters import Question


def export_address(question: Question, form: ExportForm) -> str:
    """Return the address of all hits of a search as a file."""
    shown = question.changed(sort=question.hit_sort, unit=None, share=False)
    return addresses.address("work.export", shown, {"format": [form]})


def feed_address(question: Question, page: int = 1) -> str:
    """Return the address of a page of the feed of a search."""
    parameters = feed_question(question).parameters()
    return with_parameters(
        url_for("work.feed"), parameters | ({"page": [str(page)]} if page > 1 else {})
    )


def feed_key(question: Question) -> str:
    """Return what tells the feed of a search from others, on whichever page it is."""
    return with_parameters("", dict(sorted(feed_question(question).parameters().items())))


def news_address(name: str, page: int = 1) -> str:
    """Return the address of a page of what is new in a saved search."""
    return with_parameters(
        url_for("work.news"), {"name": [name]} | ({"page": [str(page)]} if page > 1 else {})
    )


def absolute(address: str) -> str:
    """Return an address of this site with its host, which the guard has found to be ours."""
    return request.host_url.rstrip("/") + address


def feed_question(question: Question) -> Question:
    """Return a search with what makes a difference to its feed, which has an order of its own."""
    return question.changed(sort="relevance", recency=None, unit=None, share=False)

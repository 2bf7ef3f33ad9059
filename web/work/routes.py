"""The addresses of the room. What changes here are saved searches, never an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.exceptions import Forbidden, NotFound

import search
from web import answers
from web.current import current_archive, still_archive
from web.parameters import FORM, MEDIA_TYPES, PAGE, page_question
from web.values import Number
from web.work import links
from web.work.exporting import Sending, file_name, link_of, register
from web.work.saved import again_address, news_page, saved_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("work", __name__)
blueprint.record_once(lambda state: register(state.app))
blueprint.add_app_template_global(links.export_address, "export_address")
blueprint.add_app_template_global(links.feed_address, "feed_address")

SEEN = Number(name="seen", field="seen", default=0, description="The last addition that was seen.")
_READ_ONLY = "This archive may not be written to: searches can be looked at, but none can be saved."


@blueprint.before_request
def check_change() -> None:
    """Refuse to change what everybody on a network would see."""
    if request.method == "POST" and not current_app.config["SAVES_SEARCHES"]:
        raise Forbidden(
            "This archive is open to everybody, so its saved searches can only be read here."
        )


@blueprint.get("/export")
def export() -> Response:
    """Send every hit of a search as a file, one after the other."""
    question = page_question(request.args)
    form = FORM.read(request.args)
    link = link_of(question, links.absolute(""))
    pieces = search.exported(answers.every_hit(current_archive(), question), form, link=link)
    name = file_name(question, form)
    return Response(
        Sending(pieces),
        content_type=f"{MEDIA_TYPES[form]}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@blueprint.get("/feed")
def feed() -> Response:
    """Answer with a page of the feed of a search."""
    from web.work.feed import MEDIA_TYPE, feed_document  # noqa: PLC0415 - only this needs lxml

    question = page_question(request.args)
    return Response(feed_document(still_archive(), question), content_type=MEDIA_TYPE)


@blueprint.get("/saved")
def saved() -> str:
    """List the saved searches, with a form to save the current one."""
    name = request.args.get("name", "")
    page = saved_page(still_archive(), page_question(request.args), name=name)
    return render_template("work/saved.html", page=page)


@blueprint.get("/saved/news")
def news() -> str:
    """Show what is new in a saved search."""
    name = request.args.get("name", "")
    try:
        page = news_page(still_archive(), name, PAGE.read(request.args))
    except search.SavedSearchMissing as error:
        raise _not_found(name) from error
    return render_template("work/news.html", page=page)


@blueprint.post("/saved/add")
def add() -> ResponseReturnValue:
    """Save a search."""
    question = page_question(request.form)
    name = request.form.get("name", "")
    archive = current_archive()
    try:
        kept = archive.save_search(
            name,
            question.text,
            narrow=question.narrow,
            scope=question.scope,
            match=question.match,
            sort=question.hit_sort,
            replace="replace" in request.form,
        )
    except search.SavedSearchExists as error:
        page = saved_page(archive, question, name=name, fault=str(error), taken=True)
        return render_template("work/saved.html", page=page), 409
    except search.ArchiveReadOnly:
        page = saved_page(archive, question, name=name, fault=_READ_ONLY)
        return render_template("work/saved.html", page=page), 503
    except search.ArchiveError:
        raise
    except search.SearchError as error:  # what was typed is at fault
        page = saved_page(archive, question, name=name, fault=str(error))
        return render_template("work/saved.html", page=page), 400
    return redirect(links.news_address(kept.name), 303)


@blueprint.post("/saved/visit")
def visit() -> ResponseReturnValue:
    """Count the new hits of a search as seen, those that its page has shown."""
    name = request.form.get("name", "")
    archive = current_archive()
    try:
        archive.visit_search(name, seen=SEEN.read(request.form) or None)
    except search.SavedSearchMissing as error:
        raise _not_found(name) from error
    except search.ArchiveReadOnly:
        return render_template("work/news.html", page=news_page(archive, name, 1, _READ_ONLY)), 503
    return redirect(url_for("work.saved"), 303)


@blueprint.post("/saved/forget")
def forget() -> ResponseReturnValue:
    """Keep a search no longer; the page that follows can save it again."""
    name = request.form.get("name", "")
    archive = current_archive()
    try:
        address = again_address(archive, archive.saved_search(name))
        archive.forget_search(name)
    except search.SavedSearchMissing as error:
        raise _not_found(name) from error
    except search.ArchiveReadOnly:
        page = saved_page(archive, page_question(request.form), fault=_READ_ONLY)
        return render_template("work/saved.html", page=page), 503
    return redirect(address, 303)


def _not_found(name: str) -> NotFound:
    shown = " ".join(name.split())[:100]
    return NotFound(f"There is no saved search “{shown}”. It may have been forgotten.")

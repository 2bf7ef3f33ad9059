"""What stands between headline and body, and behind it, in the markup of many papers."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from search.readers.assembly import assemble
from search.readers.formats import html
from search.readers.source import Source
from search.readers.webpages.surroundings import is_furniture

if TYPE_CHECKING:
    from search.article import Article

PARAGRAPHS = (
    "The harbour ferry sailed again on Tuesday, two years after a fire destroyed its wooden pier.",
    "Every one of its seats was taken, and a crowd on the quay sang as the boat pulled away from it.",
    "The new pier cost four million crowns, a third more than the council had planned for it in May.",
    "“We never stopped believing,” said the captain, who had spent the winter repairing engines.",
    "The council will decide in the autumn whether a second boat is bought from the northern yard.",
    "Fares stay as they were, although the operator had asked for a rise of a tenth to cover fuel.",
    "A last boat leaves the island at half past nine, later than at any time since the war, he said.",
)
BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
DECK = "Two years after a fire, the boat is back in the harbour town."
CAPTION = "The Tern leaves the new pier on Tuesday."
CORRECTION = "This article was amended on 18 August 2021 to correct the cost of the pier."
FIGURE = f"<figure><img src=a.jpg><figcaption>{CAPTION}</figcaption></figure>"
NAVIGATION = "<nav><a href=/>Home</a> <a href=/sport>Sport</a></nav>"
COMMENTS = "".join(
    f"<div><p>Reader {number}: I waited for such a very long time, and it is as good as they said.</p></div>"
    for number in range(20)
)

# Each with the texts other than the paragraphs that are the article's.
STYLES = {
    "section": (
        (
            f"<article><header><h1>Ferry returns</h1><p class=standfirst>{DECK}</p>{FIGURE}</header>"
            f"<section name=articleBody>{BODY}</section></article>"
        ),
        (DECK, CAPTION),
    ),
    "div": (
        (
            f"<article><header><h1>Ferry returns</h1><p class=standfirst>{DECK}</p>{FIGURE}</header>"
            f"<div class=body>{BODY}</div><p class=correction>{CORRECTION}</p>"
            "<div class=share>Share this with all of your friends.</div>"
            "<div class=newsletter><p>Sign up for our newsletter.</p></div></article>"
        ),
        (DECK, CAPTION, CORRECTION),
    ),
    "london": (
        (
            f"<main><article><div data-name=media>{FIGURE}</div><div data-name=title><a href=/t>Ferries</a></div>"
            f"<div data-name=headline><h1>Ferry returns</h1></div><div data-name=standfirst><div><p>{DECK}</p>"
            "<ul><li><a href=/l>Follow our live blog for all the latest news</a></ul></div></div>"
            f"<div data-name=meta><a rel=author href=/a>Ana Lee</a><button>Share</button></div>"
            f"<div data-name=body><div id=maincontent>{BODY}<footer><p>{CORRECTION}</p></footer></div></div>"
            "<div><div>Explore more on these topics</div><ul><li><a href=/t>Ferries</a></ul></div></article></main>"
        ),
        (CAPTION, DECK, CORRECTION),
    ),
    "new-york": (
        "<main><article id=story><p>Advertisement</p><header><p id=kicker><a href=/x>Harbors</a></p><h1>Ferry returns</h1>"
        f"<p id=article-summary>{DECK}</p><div role=toolbar><button>Share full article</button></div>{FIGURE}</header>"
        "<section name=articleBody>"
        + "".join(f"<div><div><p>{text}</p></div></div>" for text in PARAGRAPHS)
        + "</section></article></main>",
        (DECK, CAPTION),
    ),
    "broadcaster": (
        "<main><article><header><h1>Ferry returns</h1></header>"
        f"<div data-component=image-block>{FIGURE}</div>"
        + "".join(f"<div data-component=text-block><p>{text}</p></div>" for text in PARAGRAPHS)
        + "<section class=related><h2>More on this story</h2><ul><li><a href=/1>Fire destroys the pier</a></ul>"
        "</section></article></main>",
        (CAPTION,),
    ),
    "hamburg": (
        (
            "<main><article><header><h2><span>Ferry returns</span></h2>"
            f'<div class="RichText leading-loose">{DECK}</div></header><section>{FIGURE}'
            f"<div class=RichText>{BODY}</div></section></article></main>"
        ),
        (DECK, CAPTION),
    ),
    "madrid": (
        (
            f"<article><header><a href=/f>FERRIES</a><h1>Ferry returns</h1><h2 class=a_st>{DECK}</h2>{FIGURE}</header>"
            f"<div class=a_c data-region=articulo_cuerpo>{BODY}</div></article>"
        ),
        (DECK, CAPTION),
    ),
    "wordpress": (
        (
            '<main><article class="post hentry tag-ferry"><header class=entry-header><h1 class=entry-title>Ferry returns</h1>'
            f"</header><figure class=post-thumbnail><figcaption class=wp-caption-text>{CAPTION}</figcaption></figure>"
            f"<div class=entry-summary><p>{DECK}</p></div><div class=entry-content>{BODY}</div><footer class=entry-footer>"
            "<span class=tags-links>Tagged <a href=/t>ferry</a></span></footer><div class=author-bio><h4>Ana Lee</h4>"
            "<p>Ana Lee has written about boats and the sea for thirty years, and has a dog.</p></div></article>"
            f"<div class=comments>{COMMENTS}</div></main>"
        ),
        (CAPTION, DECK),
    ),
    "amp": (
        (
            "<amp-consent><div>We use cookies on this page, for advertising and for other things that you may not"
            f" like.</div></amp-consent><article><h1>Ferry returns</h1><h2 class=amp-subtitle>{DECK}</h2>"
            f"<div class=amp-content>{BODY}</div></article>"
        ),
        (DECK,),
    ),
    "misleading name": (
        (
            f"<article><header class='head has-share'><h1>Ferry returns</h1><p class=lede>{DECK}</p></header>"
            f"<div class=body>{BODY}</div></article>"
        ),
        (DECK,),
    ),
    "unmarked": (
        (
            f"<div><h1>Ferry returns</h1><p>{DECK}</p><div>Ana Lee · 3 min read</div><p>Listen to this article</p>"
            f"<div class=text>{BODY}</div></div>"
        ),
        (DECK,),
    ),
    "for subscribers": (
        (
            f"<article><h1>Ferry returns</h1><div>{BODY[: BODY.index('<p>The new')]}</div>"
            f"<div class=paywall-content style='display:none'>{BODY[BODY.index('<p>The new') :]}</div></article>"
        ),
        (),
    ),
    "long comments": (
        (
            f"<article><h1>Ferry returns</h1><div class=body>{BODY}</div></article>"
            f"<section id=thread><h3>20 comments</h3>{COMMENTS}</section>"
        ),
        (),
    ),
    "breaks": (f"<h1>Ferry returns</h1><div>{'<br><br>'.join(PARAGRAPHS)}</div>", ()),
    "spans": (f"<h1>Ferry returns</h1><span class=text>{BODY}</span>", ()),
    "table": (
        (
            "<table><tr><td><a href=/>Home</a><br><a href=/s>Sport</a></td><td><h1>Ferry returns</h1>"
            f"<b>{DECK}</b>{BODY}</td></tr></table>"
        ),
        (DECK,),
    ),
    "without ends": (f"<H1>Ferry returns</H1><HR>{'<P>'.join(('', *PARAGRAPHS))}", ()),
}


def read(body: str, head: str = "") -> Article:
    text = (
        f"<!DOCTYPE html><html lang=en><head><title>Ferry returns</title>{head}</head><body>{NAVIGATION}{body}"
        "<footer><p>Copyright 2021 The Courier</p></footer></body></html>"
    )
    source = Source("story.html", io.BytesIO(text.encode()), size=len(text))
    (draft,) = html.read(source)
    return assemble(draft, source, {})


def texts(article: Article) -> list[str]:
    return [paragraph.text for paragraph in article.paragraphs if paragraph.number]


@pytest.mark.parametrize("style", STYLES)
def test_all_of_the_article_is_read_and_nothing_else(style: str) -> None:
    body, others = STYLES[style]
    article = read(body)
    found = [text for text in texts(article) if text != "Ana Lee"]
    assert sorted(found) == sorted((*PARAGRAPHS, *others))
    assert [text for text in found if text in PARAGRAPHS] == [*PARAGRAPHS]
    assert not any(paragraph.heading for paragraph in article.paragraphs)


@pytest.mark.parametrize(
    "style", ["section", "div", "london", "madrid", "wordpress", "amp", "misleading name"]
)
def test_the_standfirst_is_the_description_where_none_is_stated(style: str) -> None:
    body, _ = STYLES[style]
    article = read(body)
    assert article.description == DECK
    assert article.provenance["description"] == "stated in the text"
    stated = read(body, '<meta name=description content="A boat is back.">')
    assert (stated.description, stated.provenance["description"]) == ("A boat is back.", "stated")


def test_a_first_paragraph_is_no_standfirst() -> None:
    assert read(f"<article><h1>Ferry returns</h1>{BODY}</article>").description is None


@pytest.mark.parametrize(
    "line",
    [
        "<div class=related><p>Fire destroys the pier, and the town looks on.</p></div>",
        "<p><a href=/1>Fire destroys the pier, and the town looks on.</a></p>",
        "<p>Sign up for our weekly newsletter about the harbour.</p>",
        "<p>This article is more than 5 years old</p>",
    ],
)
def test_what_is_not_the_articles_between_headline_and_body_is_left_out(line: str) -> None:
    article = read(f"<article><h1>Ferry returns</h1>{line}<div class=body>{BODY}</div></article>")
    assert texts(article) == [*PARAGRAPHS]


def test_a_comment_that_reads_like_a_correction_is_a_comment() -> None:
    behind = f"<div class=comments><p>{CORRECTION}</p></div>"
    article = read(f"<article><h1>Ferry returns</h1><div>{BODY}</div>{behind}</article>")
    assert texts(article) == [*PARAGRAPHS]


def test_a_caption_that_a_page_has_twice_is_read_once() -> None:
    article = read(
        f"<article><h1>Ferry returns</h1>{FIGURE}{FIGURE}<div class=body>{BODY}</div></article>"
    )
    assert texts(article) == [CAPTION, *PARAGRAPHS]


def test_a_hidden_offer_to_subscribers_is_left_out() -> None:
    offer = "Subscribe now to read the whole article, and all the others, for a crown a month."
    article = read(
        f"<article><h1>Ferry returns</h1><div>{BODY}</div>"
        f"<div class=paywall hidden><p>{offer}</p></div></article>"
    )
    assert texts(article) == [*PARAGRAPHS]


@pytest.mark.parametrize("line", ["3 min read", "Listen to this article · 4:12 min", "12 comments"])
def test_lines_of_the_site_are_furniture(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize("line", ["Share prices fell.", "Save the pier, they cried.", DECK])
def test_sentences_are_no_furniture(line: str) -> None:
    assert not is_furniture(line)

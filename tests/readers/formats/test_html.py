"""Web pages: the article and what the page states of it, in the markup of many papers."""

from __future__ import annotations

import datetime
import io
from typing import TYPE_CHECKING

import pytest

from search.errors import ReadError
from search.readers.assembly import assemble
from search.readers.formats import html
from search.readers.registry import Head
from search.readers.source import Source

if TYPE_CHECKING:
    from search.article import Article

DAY = datetime.date(2021, 8, 17)
FIRST = (
    "The harbour ferry sailed again on Tuesday, two years after a fire destroyed its wooden pier."
)
SECOND = "Every one of its seats was taken, and a crowd on the quay sang as the boat pulled away from it."
THIRD = "The new pier cost four million crowns, a third more than the council had planned for it in May."
BEFORE = "<nav><a href=/>Home</a> <a href=/sport>Sport</a></nav>"
BEHIND = (
    "<div class='comments' id=comments><h3>3 comments</h3><p>What a day this was, I have waited for"
    " it for such a very long time now. <time datetime='2022-01-01'>1 January</time></p></div>"
    "<footer><p>Copyright 2019-2023 The Eastport Courier. All rights reserved, in this and all other"
    " worlds that may be found.</p></footer>"
)


def read(data: str | bytes) -> Article:
    content = data.encode() if isinstance(data, str) else data
    source = Source("story.html", io.BytesIO(content), size=len(content))
    (draft,) = html.read(source)
    return assemble(draft, source, {})


def page(head: str = "", top: str = "", body: str = "", title: str = "Ferry returns") -> str:
    return (
        f"<!DOCTYPE html><html lang=en><head><title>{title}</title>{head}</head><body>{BEFORE}"
        f"<main><article><h1>Ferry returns</h1>{top}<p>{FIRST}</p><p>{SECOND}</p>{body}<p>{THIRD}</p>"
        f"</article></main>{BEHIND}</body></html>"
    )


def texts(article: Article, kind: str = "body") -> list[str]:
    return [paragraph.text for paragraph in article.paragraphs if paragraph.kind == kind]


STYLES = {
    "new-york": """
        <html lang="en"><head><title>Ferry returns - The New Dorp Times</title>
        <meta name="byl" content="By Ana Lee and Bo Cole">
        <meta property="article:published_time" content="2021-08-17T21:04:11.000Z">
        <meta property="article:modified_time" content="2021-08-18T09:00:00.000Z">
        <meta property="og:title" content="Ferry returns"><meta property="og:site_name" content="">
        </head><body><div id="app"><header class="css-1"><a href=/>Sections</a> <a href=/s>SEARCH</a></header>
        <main id="site-content"><article id="story"><header><h1 data-testid="headline">Ferry returns</h1>
        <p id="article-summary">After two years there is a boat again.</p></header>
        <section name="articleBody"><div class="StoryBodyCompanionColumn"><div><p class="css-g5">{0}</p>
        <p class="css-g5">{1}</p></div></div><div id="story-ad-1-wrapper"><p>Advertisement</p></div>
        <div class="StoryBodyCompanionColumn"><div><h2 class="css-13">A pier of steel</h2><p>{2}</p></div></div>
        </section></article></main><footer><a href=/c>Contact Us</a></footer></div></body></html>""",
    "london": """
        <html lang="en-GB"><head><title>Ferry returns - Beeb News</title>
        <meta property="og:site_name" content="Beeb News"><meta property="og:title" content="Ferry returns">
        <script type="application/ld+json">{{"@context":"http://schema.org","@type":"ReportageNewsArticle",
        "url":"https://beeb.example/news/uk-1","headline":"Ferry returns",
        "datePublished":"2021-08-17T04:36:09.000Z","dateModified":"2021-08-18T04:36:09.000Z",
        "author":[{{"@type":"Person","name":"By Ana Lee &amp; Bo Cole"}}]}}</script>
        <link rel="canonical" href="https://beeb.example/news/uk-1"></head><body>
        <main id="main-content"><article><header><h1 id="main-heading">Ferry returns</h1>
        <div data-component="byline-block"><div class="x-TextContributorName">By Ana Lee &amp; Bo Cole</div></div>
        <time data-testid="timestamp" datetime="2021-08-17T04:36:09.000Z">17 August</time></header>
        <div data-component="text-block"><div><p><b>{0}</b></p></div></div>
        <div data-component="text-block"><p>{1}</p></div><div data-component="subheadline-block">
        <h2>A pier of steel</h2></div><div data-component="text-block"><p>{2}</p></div>
        <section data-component="related-topics" class="related"><h2>Related Topics</h2><ul><li><a href=/t>Ferries</a></ul></section>
        </article></main></body></html>""",
    "hamburg": """
        <html lang="de"><head><title>Ferry returns - DER BOTE</title>
        <meta name="author" content="Von Ana Lee und Bo Cole, DER BOTE"><meta property="og:site_name" content="Der Bote">
        <script type="application/ld+json">[{{"@context":"https://schema.org","@type":"NewsArticle",
        "headline":"Ferry returns","datePublished":"2021-08-17T18:01:00+02:00",
        "dateModified":"2021-08-18T18:01:00+02:00"}},{{"@type":"BreadcrumbList","itemListElement":[{{"@type":"ListItem","name":"Start"}}]}}]</script></head>
        <body><main><article><header><h2><span>Verkehr</span><span class="headline">Ferry returns</span></h2></header>
        <section class="relative"><div class="RichText"><p>{0}</p><p>{1}</p><h3>A pier of steel</h3><p>{2}</p></div>
        </section></article></main></body></html>""",
    "paris": """
        <html lang="fr"><head><title>Ferry returns</title>
        <meta property="og:article:published_time" content="2021-08-17T11:00:13+00:00">
        <meta property="og:article:author" content="Ana Lee"><meta property="og:site_name" content="Le Quai.fr">
        <meta property="og:type" content="article"></head><body><main><section class="article__wrapper">
        <header class="article__header"><h1 class="article__title">Ferry returns</h1>
        <span class="meta__author"><a href=/a>Bo Cole</a></span></header>
        <article class="article__content"><p class="article__paragraph">{0}</p>
        <p class="article__paragraph">{1}</p><h2 class="article__sub-title">A pier of steel</h2>
        <p class="article__paragraph">{2}</p></article></section></main></body></html>""",
    "madrid": """
        <html lang="es-ES"><head><title>Ferry returns | El Muelle</title><meta name="date" content="2021-08-17T00:15:33+02:00">
        <meta property="og:site_name" content="El Muelle"></head><body>
        <article><header><h1 itemprop="headline">Ferry returns</h1><div data-dtm-region="articulo_firma">
        <a rel="author" href=/a>Ana Lee</a><a rel="author" href=/b>Bo Cole</a></div></header>
        <div data-dtm-region="articulo_cuerpo"><p>{0}</p><p>{1}</p><h3>A pier of steel</h3><p>{2}</p></div></article></body></html>""",
    "wordpress": """
        <html lang="en-US"><head><title>Ferry returns &#8211; The Quay Blog</title></head><body class="post-template single">
        <div id="page" class="site"><header id="masthead" class="site-header"><p class="site-title"><a href=/>The Quay Blog</a></p></header>
        <div id="content"><main id="main" class="site-main"><article id="post-7" class="post type-post hentry">
        <header class="entry-header"><h1 class="entry-title">Ferry returns</h1><div class="entry-meta">
        <span class="posted-on">Posted on <a href=/p><time class="entry-date published" datetime="2021-08-17T10:00:00+02:00">
        August 17, 2021</time><time class="updated" datetime="2021-08-19T10:00:00+02:00">August 19, 2021</time></a></span>
        <span class="byline"> by <span class="author vcard"><a class="url fn n" href=/a>Ana Lee</a></span></span></div></header>
        <div class="entry-content"><p>{0}</p><p>{1}</p><h2>A pier of steel</h2><p>{2}</p>
        <div class="sharedaddy"><h3>Share this:</h3><ul><li><a href=/t>Twitter</a><li><a href=/f>Facebook</a></ul></div></div>
        <footer class="entry-footer"><span class="tags-links"><a href=/x>ferries</a></span></footer></article>
        <div id="comments" class="comments-area"><h2>One thought on this</h2><ol><li><p>I was on board, and it was every
        bit as good as they say it was.</p><time datetime="2021-09-01">September 1</time></ol></div></main>
        <aside id="secondary" class="widget-area"><h2>Recent Posts</h2><ul><li><a href=/1>Fire at the pier</a>
        <span class="post-date">July 3, 2019</span></ul></aside></div></div></body></html>""",
    "wire": """
        <html lang="en"><head><title>Ferry returns | WP News</title><meta property="og:site_name" content="WP News">
        <meta property="article:published_time" content="2021-08-17T05:10:00"></head><body>
        <div class="Page-content"><h1 class="Page-headline">Ferry returns</h1><div class="Page-byline">
        <div class="Page-authors">By <span class="Link">ANA LEE</span> and <span class="Link">BO COLE</span></div>
        <div class="Page-dateModified"><bsp-timestamp data-timestamp="1629177000000"></bsp-timestamp></div></div>
        <div class="Page-storyBody"><div class="RichTextStoryBody"><p>{0}</p><p>{1}</p><h2>A pier of steel</h2>
        <div class="PageListEnhancement"><div class="PagePromo"><a href=/1>Pier burns to the water</a></div></div>
        <p>{2}</p></div></div></div></body></html>""",
}


@pytest.mark.parametrize("style", STYLES)
def test_the_markup_of_a_paper_is_read(style: str) -> None:
    article = read(STYLES[style].format(FIRST, SECOND, THIRD))
    assert article.title == "Ferry returns"
    assert article.date == DAY
    assert [name.title() for name in article.authors] in (["Ana Lee"], ["Ana Lee", "Bo Cole"])
    assert [text for text in texts(article) if len(text) > 60] == [FIRST, SECOND, THIRD]
    assert texts(article, "heading") == ["A pier of steel"]


def test_what_stands_around_the_article_is_left_out() -> None:
    aside = (
        "<aside class=related><h3>More on this</h3><p>Fire destroys the pier, and the town looks on in"
        " silence for a whole night.</p></aside><form><p>Sign up for our newsletter, which comes on every"
        " morning of the week, at seven.</p></form><p hidden>Nobody sees this line.</p>"
    )
    article = read(page(body=aside))
    assert texts(article) == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize("name", ["post-7 tag-ferries", "paywall", "has-sidebar comments", "share"])
def test_an_article_in_an_element_of_a_misleading_name_is_read_like_others(name: str) -> None:
    top = "<p class=byline>By Ana Lee</p><time datetime=2021-08-17>Tuesday</time>"
    figure = "<figure><figcaption>The Tern leaves the pier.</figcaption></figure>"
    plain = page(top=top, body=figure)
    wrapped = plain.replace("<main>", f"<main><div class='{name}'>").replace(
        "</main>", "</div></main>"
    )
    assert read(wrapped) == read(plain)


def test_a_page_that_is_hidden_until_a_script_runs_is_read() -> None:
    shown = page()
    hidden = shown.replace("<main>", "<div style='display: none'><main>")
    assert texts(read(hidden.replace(BEFORE, "").replace(BEHIND, ""))) == [FIRST, SECOND, THIRD]


def test_headings_quotes_captions_and_lists_keep_their_kind() -> None:
    body = (
        "<h2>A pier of steel</h2><blockquote><p>We could have had it cheaper, in wood.</p></blockquote>"
        "<figure><img src=a.jpg alt=x><figcaption>The Tern leaves the pier. Photo: Ed Ray</figcaption></figure>"
        "<div class='wp-caption'><img src=b.jpg><p class='wp-caption-text'>The pier as it was in 1931.</p></div>"
        "<ul><li>From the pier at 7:15</li><li>From the island at 8:00</li></ul>"
    )
    article = read(page(body=body))
    assert texts(article, "heading") == ["A pier of steel"]
    assert texts(article, "quote") == ["We could have had it cheaper, in wood."]
    assert texts(article, "caption") == [
        "The Tern leaves the pier. Photo: Ed Ray",
        "The pier as it was in 1931.",
    ]
    assert texts(article, "list") == ["From the pier at 7:15", "From the island at 8:00"]


def ld(**values: str) -> str:
    inner = ",".join(f'"{key}":"{value}"' for key, value in values.items())
    return f'<script type="application/ld+json">{{"@type":"NewsArticle",{inner}}}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


@pytest.mark.parametrize(
    ("head", "top"),
    [
        (meta("article:published_time", "2021-08-17T23:30:00-07:00"), ""),  # not the 18th in UTC
        (meta("article:published_time", "2021-08-17T01:30:00+09:00"), ""),  # not the 16th
        (meta("article:published_time", "2021-08-17"), ""),
        (meta("parsely-pub-date", "2021-08-17T10:00:00Z"), ""),
        (meta("DC.date.issued", "2021-08-17"), ""),
        (meta("citation_publication_date", "2021/08/17"), ""),
        (meta("pubdate", "Tue, 17 Aug 2021 10:00:00 GMT"), ""),
        (ld(headline="Ferry returns", datePublished="2021-08-17T10:00:00.123+0200"), ""),
        (ld(headline="Ferry returns", datePublished="2021-08-17", dateModified="2021-09-01"), ""),
        (
            f'<script type="application/ld+json">/*<![CDATA[*/{ld(headline="Ferry returns", datePublished="2021-08-17")[35:-9]}/*]]>*/</script>',
            "",
        ),
        ("", '<meta itemprop="datePublished" content="2021-08-17T10:00:00+02:00">'),
        ("", "<span itemprop=datePublished>August 17, 2021</span>"),
        ("", "<time pubdate datetime=2021-08-17>Tuesday</time>"),
        ("", "<time datetime=2021-08-17T10:00>Tuesday</time>"),
        ("", "<p>Published 17 August 2021, 10:30 am</p>"),
        ("", "<div>By Ana Lee | Aug. 17, 2021</div>"),
        (
            "",
            "<p>Updated <time datetime=2021-08-19>19 August</time></p><p>Published: August 17, 2021</p>",
        ),
        (meta("og:url", "https://courier.example/2021/08/17/ferry"), ""),
    ],
)
def test_a_stated_date_is_the_day_as_written(head: str, top: str) -> None:
    assert read(page(head, top)).date == DAY


@pytest.mark.parametrize(
    ("head", "top", "body"),
    [
        ("", "", ""),  # a copyright and a comment have dates
        (meta("article:modified_time", "2021-08-17"), "", ""),
        (ld(headline="Ferry returns", dateModified="2021-08-17"), "", ""),
        (ld(headline="Quite another story", datePublished="2021-08-17") * 2, "", ""),
        (meta("article:published_time", "1970-01-01T00:00:00Z"), "", ""),
        (meta("article:published_time", "0001-01-01T00:00:00"), "", ""),
        (meta("article:published_time", "1629177000"), "", ""),
        (meta("article:published_time", "03/04/2021"), "", ""),
        ("", "<time datetime=2021-08-17>A</time> <time datetime=2021-08-19>B</time>", ""),
        ("", "<p>Updated 17 August 2021</p>", ""),
        (
            "",
            "",
            "<p>The pier burned on <time datetime=2019-07-03>3 July 2019</time>, a Wednesday.</p>",
        ),
        ("", "", "<aside class=related><time datetime=2019-07-03>3 July 2019</time> Fire</aside>"),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": </script>',
            "",
            "",
        ),
        (f'<script type="application/ld+json">{"[" * 100_000}</script>', "", ""),
    ],
)
def test_a_date_that_is_not_stated_is_not_guessed(head: str, top: str, body: str) -> None:
    assert read(page(head, top, body)).date is None


def test_a_date_from_the_address_says_so() -> None:
    article = read(page(meta("og:url", "https://courier.example/2021/08/17/ferry")))
    assert article.provenance["date"] == "derived from the address"
    assert article.source == "courier.example"
    assert article.provenance["source"] == "derived from the address"


def test_a_date_that_may_be_two_days_is_kept_as_it_is_written() -> None:
    article = read(page(meta("article:published_time", "03/04/2021")))
    assert "03/04/2021" in article.extra.values()


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("", "Ferry returns | The Eastport Courier"),
        ("", "Ferry returns - The Eastport Courier"),
        ("", "The Eastport Courier: Ferry returns"),
        ("", "Ferry returns"),
        (meta("og:title", "Ferry returns"), "Whatever"),
        (meta("og:site_name", "The Eastport Courier"), "Ferry returns · The Eastport Courier"),
        (ld(headline="Ferry returns"), "Transport news"),
    ],
)
def test_a_title_is_without_the_name_of_its_site(head: str, title: str) -> None:
    assert read(page(head, title=title)).title == "Ferry returns"


def test_a_title_with_a_dash_of_its_own_is_kept_whole() -> None:
    text = page(title="Storm – and what it left – The Courier").replace(
        "<h1>Ferry returns</h1>", "<h1>Storm – and what it left</h1>"
    )
    assert read(text).title == "Storm – and what it left"


@pytest.mark.parametrize(
    ("head", "top", "authors"),
    [
        (meta("author", "Ana Lee, Bo Cole"), "", ("Ana Lee", "Bo Cole")),
        (meta("author", "Lee, Ana"), "", ("Lee, Ana",)),
        (meta("author", "Ana Lee, The Quay") + meta("og:site_name", "The Quay"), "", ("Ana Lee",)),
        (meta("author", "The Quay") + meta("og:site_name", "The Quay"), "", ("The Quay",)),
        (
            meta("article:author", "https://social.example/ana") + meta("author", "Ana Lee"),
            "",
            ("Ana Lee",),
        ),
        (
            meta("citation_author", "Lee, Ana") + meta("citation_author", "Cole, Bo"),
            "",
            ("Lee, Ana", "Cole, Bo"),
        ),
        ("", "<p class=byline>By Ana Lee and Bo Cole</p>", ("Ana Lee", "Bo Cole")),
        ("", "<a rel=author href=/a>Ana Lee</a>", ("Ana Lee",)),
        (
            "",
            "<p class=byline><span itemprop=author><span itemprop=name>Ana Lee</span>, Editor</span></p>",
            ("Ana Lee",),
        ),
        ("", "<p>By Ana Lee</p>", ("Ana Lee",)),
        ("", "<p class=author-bio>Ana Lee writes about the sea.</p>", ()),
        ("", "", ()),
    ],
)
def test_authors_are_those_that_the_page_names(
    head: str, top: str, authors: tuple[str, ...]
) -> None:
    assert read(page(head, top)).authors == authors


def test_several_stories_of_one_page_give_it_no_byline_or_date() -> None:
    stories = "".join(
        f"<h2>Story {name}</h2><div>By {name} Lee<br>March {day}, 2015</div><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"
        for name, day in (("Ana", 24), ("Bo", 25), ("Cy", 25))
    )
    article = read(
        f"<html><title>Weekly edition</title><body><article>{stories}</article></body></html>"
    )
    assert (article.authors, article.date) == ((), None)


def test_a_text_that_the_page_only_states_is_read() -> None:
    text = f"{FIRST}\\n\\n{SECOND}"
    article = read(
        f"<html><head>{ld(headline='Ferry returns', articleBody=text)}</head><body><p>Enable scripts.</body></html>"
    )
    assert texts(article) == [FIRST, SECOND]


def test_the_declared_encoding_is_used() -> None:
    text = "Паром снова ходит через гавань, впервые за два года, и все места на нём были заняты."
    data = f"<html><head><meta charset=windows-1251><title>Паром</title></head><body><p>{text}</p></body></html>"
    assert texts(read(data.encode("cp1251"))) == [text]


@pytest.mark.parametrize(
    "body",
    [
        f"{'<div>' * 100_000}<p>{FIRST}</p>",
        f"{'<b>' * 100_000}{FIRST}",
        f"<p>{FIRST}</p>{'<ul><li>' * 100_000}",
        f"<p>{'<span>word</span> ' * 60_000}</p><p>{FIRST}</p>",
        f"<p>{FIRST}</p>{'<p>Few words.</p>' * 200_000}",
        f"<nav>{'<a href=x>link</a>' * 60_000}</nav><p>{FIRST}</p>",
        f"<p>{FIRST}</p>{'<table><tr><td>x' * 30_000}",
        f'<p class=byline {{}}=1 a{{b=2 "=3>By Ana Lee</p><p>{FIRST}</p>',
    ],
)
def test_hostile_pages_are_read_in_bounded_time(body: str) -> None:
    article = read(
        f"<!DOCTYPE html><html><head><title>Ferry returns</title></head><body>{body}</body></html>"
    )
    assert article.title == "Ferry returns"
    assert any(FIRST in paragraph.text for paragraph in article.paragraphs)


def test_more_paragraphs_than_any_page_has_become_one() -> None:
    article = read(f"<html><body>{'<p>Few words.</p>' * 150_000}<p>The end.</p></body></html>")
    assert len(article.paragraphs) == 100_001
    assert article.paragraphs[-1].text.endswith("Few words. The end.")


def test_a_page_of_nothing_but_tags_is_refused() -> None:
    with pytest.raises(
        ReadError, match=r"story.html has 2,500,002 tags; a page may have 2,000,000"
    ):
        read(f"<html><p>{'<b>' * 2_500_000}")


@pytest.mark.parametrize(
    "start",
    [
        "<!DOCTYPE html><p>x",
        "\ufeff  <!doctype HTML PUBLIC '-//W3C//DTD'>",
        "<html lang=en>",
        "<!-- saved from url=(0014)about:internet -->\n<html>",
        "<?xml version='1.0' encoding='utf-8'?>\n<!DOCTYPE html>",
        "<head><title>x",
        "<title>Story</title>",
    ],
)
def test_a_page_is_recognised_by_its_beginning(start: str) -> None:
    assert html.recognises(Head(start.encode(), "story.txt"))


@pytest.mark.parametrize(
    "start",
    [
        "Ferry returns\n\nThe tag <html> begins a page.",
        "---\ntitle: <html>\n---\nText",
        "<p align=center>A picture</p>\n\n# Ferry\n",
        "<https://courier.example> has the story",
        "<?xml version='1.0'?><rss version='2.0'>",
        "<?xml version='1.0'?><nitf>",
        "<!DOCTYPE lewis SYSTEM 'lewis.dtd'>",
        "`<html>` is a tag",
    ],
)
def test_other_texts_are_no_pages(start: str) -> None:
    assert not html.recognises(Head(start.encode(), "story.html"))

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.readers.captions import is_caption
from search.readers.promotions import is_promotion


@pytest.mark.parametrize(
    "text",
    [
        "The bridge at dawn in 2019. Ana Lee/Reuters",
        "The bridge at dawn. Ana Lee/Agence France-Presse — Getty Images",
        "The bridge in 1996. Bo Cole/Sygma, via Getty Images",
        "The bridge last week. Ana Lee for The New York Herald",
        "The bridge last week. Ana Lee for the Herald",
        "The bridge is open again (AP Photo/Ana Lee)",
        "The bridge is open again. (AP Photo/Ana Lee).",
        "The bridge in spring. Getty Images",
        "The bridge in spring. Reuters",
        "Photo: Ana Lee",
        "Photograph by Ana Lee",
        "Credit: Ana Lee/The Herald",
        "Credit...Ana Lee for The Herald",
        "The bridge (photo credit: Ana Lee, City Archive)",
        "The bridge in the rain. Photo by Ana Lee",
    ],
)
def test_captions_end_in_a_credit(text: str) -> None:
    assert is_caption(text)


@pytest.mark.parametrize(
    "text",
    [
        "The bridge reopened on Monday.",
        "The agency Reuters",
        "He spoke to Reuters.",
        "Health/Science",
        "Photo sharing is popular.",
        "Images of the bridge were everywhere.",
        "Imagine: a bridge without cars.",
        "Credits for the bridge were paid back.",
        "He ran for the Senate",
        "Better Bridges for the River Towns",
        "CITY MEMORANDUM/CM-12",
        "(She points to a photo of the bridge.)",
        "The engineer (pictured on the right) spoke",
        "and/or",
        "?",
    ],
)
def test_other_paragraphs_are_no_captions(text: str) -> None:
    assert not is_caption(text)


@pytest.mark.parametrize(
    "text",
    [
        "Sign up for our daily newsletter.",
        "News from the river Sign up for a daily email with the latest. Get it sent to your inbox.",
        "Get it sent to your inbox.",
        "Subscribe to The Herald",
        "Subscribe now!",
        "Read more: The bridge in ten pictures",
        "Also read: The bridge in ten pictures",
        "READ MORE: The bridge",
        "Advertisement",
        "SKIP ADVERTISEMENT",
        "Continue reading the main story",
        "Follow us on Example and Sample",
        "-30-",
    ],
)
def test_promotion(text: str) -> None:
    assert is_promotion(text)


@pytest.mark.parametrize(
    "text",
    [
        "Residents can sign up for a hearing until Friday.",
        "Subscribers stayed with the paper through the strike.",
        "The advertisement ran for a week.",
        "Read more books, the teacher said.",
        "Share this burden, he asked.",
        "She followed us on foot.",
        "30",
    ],
)
def test_no_promotion(text: str) -> None:
    assert not is_promotion(text)


@given(st.text(min_size=1, max_size=200).filter(str.strip))
def test_any_paragraph_is_one_or_the_other(text: str) -> None:
    is_caption(text)
    is_promotion(text)

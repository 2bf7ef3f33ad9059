from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.readers.story.captions import is_caption
from search.readers.story.promotions import is_promotion


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
        "– 30 –",
        "Sign up for our morning briefing",
        "SIGN UP HERE",
        "Sign up now for breaking news alerts",
        "Get the day’s news in your inbox",
        "Subscribe for unlimited access",
        "Follow us",
        "Follow Ana Lee on Twitter: @analee",
        "Like us on Facebook",
        "Join our WhatsApp channel",
        "Download our free app",
        "Read next: The river",
        "Related: The river in flood",
        "RELATED STORIES",
        "Related stories: The river",
        "See also: The river",
        "In case you missed it: the river",
        "Most read",
        "Sponsored content",
        "ADVERTISEMENT",
        "Advertisement continues below",
        "Share on Facebook",
        "Share this",
        "Back to top",
        "© 2021 The Herald. All rights reserved.",
        "© 2021 The Herald",
        "Copyright 2021 The Herald",
        "Copyright © 2019-2021 Herald Media, Inc. All rights reserved.",
        "(c) 2021 Herald Media",
        "All rights reserved.",
        "Copyright The Herald. All rights reserved. This material may not be rewritten.",
        "This material may not be published, broadcast, rewritten or redistributed.",
        "Our Standards: The Thomson Reuters Trust Principles.",
        "Click here to subscribe",
        "Support our journalism",
        "Anzeige",
        "Lesen Sie auch: Der Fluss",
        "Mehr zum Thema",
        "Melden Sie sich für unseren Newsletter an.",
        "Folgen Sie uns auf Twitter",
        "© 2021 Der Bote. Alle Rechte vorbehalten.",
        "Publicité",
        "Lire aussi : Le fleuve",
        "À lire aussi : Le fleuve",
        "Abonnez-vous pour lire la suite",
        "Suivez-nous sur Facebook",
        "Tous droits réservés",
        "Publicidad",
        "Lee también: El río",
        "Suscríbete a nuestro boletín",
        "Síguenos en Twitter",
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
        "Related cases are pending in court.",
        "Related to this, the mayor said, is the toll.",
        "Follow the river on foot and you reach the bridge.",
        "Copyright law was written for another age.",
        "Copyright 2021 was a topic of the talks. Nobody agreed.",
        "All rights are reserved to the people, he said.",
        "Most readers of the paper live by the river.",
        "Most read the letter twice.",
        "Recommended doses are lower for children.",
        "Trending upward since May, prices fell on Monday.",
        "Our standards have fallen, the teacher said.",
        "Sign up sheets hung in the hall.",
        "Join our fight, she called to the crowd.",
        "Support our troops, the banner said.",
        "Download speeds have doubled in the valley.",
        "Become a teacher and see the world, they told her.",
        "This material may burn.",
        "Anzeigen gingen bei der Polizei ein.",
        "Zum Thema Verkehr sagte die Bürgermeisterin nichts.",
        "Lire est un plaisir, dit-elle.",
        "Publicidad engañosa, dijo el juez.",
        "In case you missed it, the bridge is open.",
        "Subscription prices rose.",
        "Like the bridge, the road on Twitter Street is closed.",
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

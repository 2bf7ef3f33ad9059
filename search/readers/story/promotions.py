"""Which paragraphs belong to the page and not to the article? Promotion and page furniture."""

from __future__ import annotations

import re

LONGEST = 300  # characters
_LONGEST_OFFER = 200

# The first three letters of what the patterns below begin with: a quick test for all the rest.
_LETTERS = (
    *("abo", "adv", "all", "als", "anz", "bac", "bec", "cli", "con", "cop", "don", "dow"),
    *("ema", "fol", "get", "ins", "in ", "joi", "lea", "lee", "les", "lik", "lir", "loa"),
    *("meh", "mel", "mor", "mos", "mus", "new", "our", "pri", "pub", "rea", "rec", "rel"),
    *("see", "sha", "sig", "ski", "spo", "sto", "sub", "sui", "sup", "sus", "síg", "tam"),
    *("te ", "thi", "tod", "tou", "tre", "vie", "vor", "wer", "zum", "ali", "fol", "à l"),
    *("a l", "(c)"),
)
_BEGINNINGS = frozenset(
    form for letters in _LETTERS for form in (letters, letters.capitalize(), letters.upper())
)
_BEGINNING_SIGNS = frozenset("-–—©")
_RIGHTS = (
    r"(?:all\s+rights\s+reserved|alle\s+rechte\s+vorbehalten|tous\s+droits\s+réservés"
    r"|todos\s+los\s+derechos\s+reservados)"
)
_WHOLE = re.compile(
    rf"""
    (?:skip\s+|story\s+continues\s+below\s+(?:this\s+)?)?advertisement(?:\s+continues\s+below)?
  | anzeige | werbung | publicité | publicidad | sponsored(?:\s+content)?
  | continue\s+reading(?:\s+(?:the\s+)?main\s+story|\s+below)?
  | (?:share|print|email)\s+this(?:\s+(?:article|story|page|post))?
  | share\s+(?:on|via)\s+(?:facebook|twitter|x|whatsapp|linkedin|e-?mail)
  | (?:read|see|load)\s+more | subscribe(?:\s+(?:now|today|here))?
  | sign\s+up(?:\s+(?:now|here|today))? | back\s+to\s+top | (?:view|load|leave|post)\s+(?:a\s+)?comments?
  | most\s+(?:read|popular|viewed) | recommended(?:\s+for\s+you)? | trending(?:\s+now)?
  | related(?:\s+(?:articles|content|coverage|links|posts|stories|topics|news))?
  | more\s+(?:from|in|on)\s+this\s+(?:section|story|topic) | newsletter(?:\s+abonnieren)?
  | mehr\s+zum\s+thema | zum\s+thema | follow\s+us | síguenos | suivez-nous
  | [–—-]\s*30\s*[–—-]
  | (?:©|\(c\)|copyright(?:\s*(?:©|\(c\)))?)\s*(?:\d{{4}}(?:\s*[–—-]\s*\d{{4}})?\b)[^.!?]{{0,80}}
        (?:[.,]?\s*{_RIGHTS}.{{0,150}})?
  | (?:©|\(c\)|copyright)[^.!?]{{0,80}}[.,]?\s*{_RIGHTS}.{{0,150}}
  | {_RIGHTS}.{{0,60}}
  | this\s+material\s+may\s+not\s+be\s+published,?\s+broadcast.{{0,120}}
  | our\s+standards:\s+the\s+thomson\s+reuters\s+trust\s+principles
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SITES = r"(?:facebook|twitter|x|instagram|youtube|linkedin|tiktok|whatsapp|telegram|google)"
_START = re.compile(
    rf"""
    (?:read\s+(?:more|next|also)|see\s+also|(?:also|must)\s+(?:read|watch)|follow\s+us\s+on
        |related(?:\s+(?:stor(?:y|ies)|articles?|coverage|content))?|in\s+case\s+you\s+missed\s+it
        |don[’']t\s+miss|more\s+on\s+this\s+(?:story|topic)|recommended|trending
        |lesen\s+sie\s+(?:auch|mehr|hier)|mehr\s+zum\s+thema|zum\s+thema|lire\s+aussi
        |[àa]\s+lire(?:\s+aussi)?|lea\s+también|lee\s+(?:también|más)|te\s+puede\s+interesar)
        \b\s*(?:[:|»>–—-]|on\b)
  | (?:(?:follow|like)\s+us|follow\s+[^.!?,]{{1,40}})\s+on\s+{_SITES}\b
  | follow\s+us\s+on\s | subscribe\s+(?:to|for|now|today)\b | suscríbete\b | síguenos\s+en\b
  | abonnieren\s+sie\b | melden\s+sie\s+sich\s[^.!?]{{0,60}}newsletter | folgen\s+sie\s+uns\b
  | abonnez-vous\b | inscrivez-vous\s+à\s[^.!?]{{0,60}}(?:newsletter|lettre) | suivez-nous\s+sur\b
  | join\s+our\s[^.!?]{{0,60}}(?:newsletter|whatsapp|telegram|mailing\s+list|channel)
  | download\s+(?:our|the)\s[^.!?]{{0,60}}\bapp\b | become\s+a\s+(?:member|subscriber)\b
  | support\s+our\s+(?:journalism|work|newsroom)\b
  | click\s+here\s+(?:to|for)\s
  | sign\s+up\s+(?:to|for|here|now)\b[^.!?]{{0,80}}\b(?:newsletter|briefing|alerts?|updates?|inbox)
  | get\s+(?:it|this|them|the\b.{{0,60}}?)\s+(?:sent\s+to|delivered\s+to|in)\s+your\s+inbox
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OFFER = re.compile(r"\b(?:sign(?:ing)?\s+up|subscrib(?:e|ing))\b", re.IGNORECASE)
_MAIL = re.compile(
    r"\b(?:newsletters?|inbox|e-?mails?\s+(?:with|about|alert)|(?:daily|weekly|e-?mail|free)\s+"
    r"(?:briefing|digest|updates?|alerts?|e-?mail))\b",
    re.IGNORECASE,
)


def is_promotion(text: str) -> bool:
    """Say whether a paragraph, not longer than ``LONGEST``, asks to subscribe, follow, or read something else.

    >>> is_promotion("Sign up for our weekly newsletter.")
    True
    >>> is_promotion("Residents may sign up for a hearing in the town hall.")
    False
    """
    begins = text[:3] in _BEGINNINGS or text[0] in _BEGINNING_SIGNS
    if begins and (_WHOLE.fullmatch(text.rstrip(" .!»>:")) or _START.match(text)):
        return True
    if "ign up" not in text and "igning up" not in text and "ubscri" not in text:
        return False
    return len(text) <= _LONGEST_OFFER and bool(_OFFER.search(text) and _MAIL.search(text))

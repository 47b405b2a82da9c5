"""Tells what must not be printed of a passage: names, exact dates, dates of birth, addresses, staff, methods."""

from __future__ import annotations

import re
from collections.abc import Container

SENTENCE = re.compile(r"(?<=[.!?])[\"'”’]?\s+(?=[A-Z‘“\"'(])")
_MONTH = "january|february|march|april|may|june|july|august|september|october|november|december"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_ORDINAL = (
    "(?:twenty|thirty)[- ]first|twenty[- ](?:second|third|fourth|fifth|sixth|seventh|eighth|ninth)|first|second|third|fourth|"
    "fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|"
    "eighteenth|nineteenth|twentieth|thirtieth"
)
_DATE = re.compile(
    rf"\b(?:{_ORDINAL})\s+(?:of\s+)?(?:{_MONTH})\b|\b{_DAY}[\s-]+(?:of\s+)?(?:{_MONTH}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b"
    rf"|\b\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b|\b(?:{_MONTH.replace('|may', '')})\s+{_DAY}(?![\d])"
    r"|\b(?:on|since|from|until)\s+the\s+\d{1,2}(?:st|nd|rd|th)\b"
    r"|\b(?:christmas|boxing|new year’s|new year's|valentine’s|valentine's)\s+(?:day|eve)\b",
    re.IGNORECASE,
)
_BIRTH = re.compile(r"\b(?:born (?:on|in)|date of birth|birthday|d\.?o\.?b\b)", re.IGNORECASE)
_STREET = "Street|Road|Avenue|Lane|Close|Drive|Way|Court|Terrace|Crescent|Row|Gardens|Grove|Mews|Place|Square|Hill"
_ADDRESS = re.compile(
    r"\b(?i:[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2})\b|\+44[\s-]?\d|\bwww\.|\bhttps?:|\b\d{3}[\s-]?\d{3}[\s-]?\d{4}\b|\b\d{1,4}[a-z]?,?\s+[A-Z]\w+\s+"
    rf"(?:{_STREET})\b|\b[A-Z]\w+\s+(?:{_STREET})\b|\b[Ff]lat\s+\d|\b[Nn]umber\s+\d+\s+[A-Z]|\b0\d{{2,4}}[\s-]?\d{{3}}[\s-]?\d{{3,4}}\b|\S@\S+\.\w"
)
_METHOD = re.compile(
    r"\b(?:hang(?:s|ed|ing)?|hung|ligatures?|overdos\w*|tablets?|paracetamol|pills?|jump(?:ed|ing|s)?|railway|train tracks?|bridge|noose|ropes?|"
    r"blades?|razors?|cut(?:ting)? (?:her|him|their|my)\w*|cut(?:ting)?s? (?:on|to) (?:her|his|the|their) (?:arms?|wrists?|legs?)|"
    r"strangl\w*|suffocat\w*|asphyxia\w*|smother\w*|stabb\w*|drown\w*|poison\w*|shot|shooting|firearms?|shotgun)\b",
    re.IGNORECASE,
)
_STAFF = re.compile(
    r"\b(?:PC|PCSO|DC|DS|DI|DCI|DSI|CI|Sgt|Sergeant|Inspector|Superintendent|Constable|Officer|Detective|Dr|Doctor|Mr|Mrs|Ms|Miss|Professor|Judge|Nurse)"
    r"\.?\s+(?:[A-Z][a-z]+|\d+)|\bcollar number\b"
)
_KINDS = (
    ("an exact date", _DATE), ("a date of birth", _BIRTH), ("an address", _ADDRESS),
    ("a member of staff's name", _STAFF), ("a method", _METHOD),
)  # fmt: skip
_BEFORE_A_LETTER = ("Child", "Baby", "Adult", "Person", "Family", "Sibling", "Uncle", "Aunt", "Friend", "Professional")
_COMMON_WORDS = """I A The This That These Those In On At It He She They We You And But Or If When Where What Who Why How No Not One
    Two Three Four Five Six Seven Eight Nine Ten There Here His Her Their Its Our My Your Police Officers Officer
    Constabulary Force Forces Board Partnership Child Children Baby Mother Father Family Young Person Adult School
    Hospital Trust Council Had Has Have Was Were Is Are Did Do Does Each Every Both Neither Some Most All Any After Before
    Since During With Without Within For From By To Of As An Although While Because So Such Then Now Once Only Even Nor Yet
    However Practitioners Staff Professionals Agencies Services Social Worker Care Sergeants Detectives Supervisors
    January February March April May June July August September October November December Monday Tuesday Wednesday
    Thursday Friday Saturday Sunday English Welsh England Wales British Nothing Nobody Neither Another Other Others
    Later Earlier Again Still Also Just Over Under Between Through Until Unless Whether Which Whose Many Much More Less
    Few Several Either Good Practice"""
_COMMON = frozenset(_COMMON_WORDS.split())


def problem(text: str, lower_words: Container[str] = frozenset()) -> str | None:
    """Why an extract must not be printed as it stands, or None; see `names` for the words given."""
    for what, pattern in _KINDS:
        if pattern.search(text):
            return what
    return "a name" if names(text, lower_words) else None


def names(text: str, lower_words: Container[str] = frozenset()) -> list[str]:
    """The words that look like names of people or places: capitals that no code explains.

    A word that begins a sentence is taken for a name unless it is a common one or the review writes it small elsewhere.
    """
    return [name for sentence in SENTENCE.split(text) for name in _names_in(sentence, lower_words)]


def _names_in(sentence: str, lower_words: Container[str]) -> list[str]:
    words = re.findall(r"[A-Za-zÀ-ÿ][\w'’-]*", sentence)
    found = []
    for index, word in enumerate(words):
        plain = re.sub(r"['’]s$", "", word)
        is_code = len(plain) <= 2 or plain.isupper() or (index > 0 and words[index - 1] in _BEFORE_A_LETTER)
        is_opening = index == 0 and plain.lower() in lower_words
        if plain[:1].isupper() and not is_code and not is_opening and plain not in _COMMON:
            found.append(plain)
    return found


def lower_words(texts: list[str]) -> frozenset[str]:
    """The words that a review writes small somewhere; a name is never among them."""
    return frozenset(word for text in texts for word in re.findall(r"(?<![\w'’-])[a-zà-ÿ][\w'’-]*", text))

"""The words for people other than the child: relatives, by their sex, and those who work with families.

An age, a pronoun or a death beside one of these is not the child's. "Young man" and "young woman" may be the child.
"""

from __future__ import annotations

import re

_WOMEN = r"mother|mum|(?:step|grand|god|half-)\w*(?:mother|mum|sister|daughter)|mgm|pgm|grandma|aunt|sister|girlfriend|wife|widow|niece|(?<!young )woman|midwife|ms [a-z]|mrs [a-z]|miss [a-z]"
_MEN = r"father|dad|(?:step|grand|god|half-)\w*(?:father|dad|brother|son)|mgf|pgf|uncle|brother|boyfriend|husband|nephew|(?<!young )man|(?<!young )men|mr [a-z]"
_EITHER = r"partner|ex-partner|parents?|siblings?|half-\w+|step\w+|grand\w+|cousin|friend|neighbour|carer|adult|suspect|perpetrator|lodger|babysitter|youth|defendant|male(?! (?:infant|child|baby))|couple"
_AT_WORK = r"worker|officer|nurse|teacher|doctor|gp|dr [a-z]|visitor|reviewer|author|chair|pc\d*|sw\d*|hv\d*|constable|sergeant|coordinator|manager|paramedics?|consultant|judge|tutor"


def _words(*kinds: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(rf'(?:{kind})s?' for kind in kinds)})\b", re.IGNORECASE)


WOMAN, MAN = _words(_WOMEN), _words(_MEN)
RELATIVE = _words(_WOMEN, _MEN, _EITHER)
ANYBODY = _words(_WOMEN, _MEN, _EITHER, _AT_WORK)


def sexes_of(other: str) -> tuple[str, ...]:
    """The sex of another person, or both where the word does not say."""
    return ("female",) if WOMAN.match(other) else ("male",) if MAN.match(other) else ("male", "female")

"""Plain statements that a family and the police had had nothing to do with each other, and the traps beside them.

"The family was not known to the police" is one; "no significant contact" is not, nor is what somebody else did not know,
what held in one place or until some day only, nor what the police had no word of that is not the family.
"""

from __future__ import annotations

import re

from pipeline.sentences import statements

_POLICE = r"(?:police|constabulary|forces?|(?:police )?officers?)"
_WHO = (
    r"(?:famil(?:y|ies)|mother|father|parents?|partner|child(?:ren)?(?: \w{1,2})?|baby(?: \w{1,2})?|household|adults?|siblings?|address|home"
    r"|relatives?|carers?|he|she|they|them|her|him|nobody|no one|neither|none|nothing|either)"
)
_DEALINGS = (
    r"(?:contacts?|involvement|dealings?|knowledge|records?|trace|information|intelligence|history|interactions?)"
)
_SUCH = r"(?: (?:to|any|the|either|that|this|members?|of|their|his|her|whole|wider))*"
_DENIALS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # she was not known, they had never come to the notice of, had been in no contact with: the police
        rf"\b{_WHO}\b[^.;]{{0,60}}\b(?:not|never|n't|un)(?: \w+){{0,2}} ?(?:known|come|came|involved)\b[^.;]{{0,60}}\b{_POLICE}\b",
        rf"\b(?:neither|none|nothing|nobody|no one|no (?:member|other))\b[^.;]{{0,90}}\b(?:known|come|came|been in contact|cause to|dealings)\b[^.;]{{0,60}}\b{_POLICE}\b",
        rf"\b{_WHO}\b[^.;]{{0,60}}\b(?:never had|had had no|had no|with no|without any)\b[^.;]{{0,30}}\b{_DEALINGS}\b[^.;]{{0,30}}\b{_POLICE}\b",
        # the police had had no dealings with them, held nothing on them, had never been called to the address
        rf"\b{_POLICE}\b[^.;]{{0,40}}\b(?:had|held|have|has|having)\b(?: had| held)? no (?:previous |prior |earlier |known |recorded |other )*{_DEALINGS}"
        rf"(?=[.;,]|$| (?:with|of|on|about|for|concerning|before|prior)\b{_SUCH} (?:{_WHO}|death|incident|this|that|these)\b)",
        rf"\b{_POLICE}\b[^.;]{{0,40}}\b(?:held|had|holds?) nothing (?:on|about|of|for)\b[^.;]{{0,40}}\b{_WHO}\b",
        rf"\b{_POLICE}\b[^.;]{{0,40}}\bnever (?:been )?(?:called|attended|visited|met|dealt|had)\b[^.;]{{0,40}}\b{_WHO}\b",
        rf"\b(?:at no time|on no occasion)\b[^.;]{{0,60}}\b{_POLICE}\b[^.;]{{0,30}}\b(?:involved|called|in contact)\b",
        r"\bforce\b[^.;]{0,40}\bthat it had (?:had )?no (?:previous |prior )?(?:dealings|contact|involvement)",
        # there was no record of them
        rf"\bno (?:previous |prior |earlier |known |recorded )*(?:police {_DEALINGS}|{_DEALINGS} (?:with|by|from) the police)\b",
        rf"\bno (?:trace|records?)\b[^.;]{{0,30}}\b{_WHO}\b[^.;]{{0,50}}\b{_POLICE}\b",
        rf"\b{_POLICE} (?:systems|databases|records|checks)\b[^.;]{{0,50}}\bno (?:trace|records?|contacts?)\b",
        rf"\bno {_POLICE} records?\b",
        rf"\b{_POLICE}\b[^.;]{{0,40}}\b(?:nil return|nothing (?:held|recorded|known))\b",
        # the police looked and found none
        rf"\b{_POLICE}\b[^.;]{{0,60}}\bno (?:trace|records?|mention) of (?:either |both |any |the )?(?:of the )?{_WHO}\b",
        r"\buniversal services only\b|\bonly (?:known )?to universal\b",
        rf"\b(?:unknown|not (?:previously )?(?:been )?known) to (?:the )?(?:local )?(?:\w+ )?{_POLICE}\b",
    )
)
_LOOKED_IN_VAIN = re.compile(  # told in two sentences: they searched; they found none
    rf"\b{_POLICE}\b[^.;]{{0,90}}\b(?:search|check|trawl)\w*\b[^.;]{{0,160}}[.;]\s+"
    rf"No(?:ne| (?:\w+ )?{_DEALINGS})(?: of any (?:kind|sort)| (?:of|with|for|on) (?:any of )?{_WHO})? (?:was found|were found|came to light)\b",
    re.IGNORECASE,
)
_REASON = re.compile(r"^(?:Since|As|Because)\b")  # as a reason, not as a bound in time
_QUALIFIED = re.compile(
    r"\b(?:did|do|does|had|was|were) not (?:know|aware|told|been told|realise\w*|recognis\w*|inform\w*)\b|\bunaware\b|\bno one (?:knew|told)\b"
    r"|\b(?:but|although|though|whereas|however|until|since)\b[^;]{0,80}\b(?:police|constabulary|officers?|called|arrest\w*|known)\b"
    r"|\bknown to be\b|\bas (?:a )?(?:missing|victim)\b|\b(?:health visitor|school|nursery|doctor|GP|hospital|social worker)s? (?:had|has) no contact\b"
    r"|\bnot (?:the |a )?(?:subject|known as)\b|\bpolice since\b"
    r"|\b(?:in|within|during) (?:the|this) (?:review(?:ed)? )?(?:period|time ?frame|scope)\b",
    re.IGNORECASE,
)


def denies_contact(text: str) -> bool:
    """Whether a sentence of this says plainly that the family and the police had been strangers."""
    if (looked := _LOOKED_IN_VAIN.search(text)) and not _QUALIFIED.search(looked[0]):
        return True
    plain = (_REASON.sub("", said) for said in statements(text))
    return any(not _QUALIFIED.search(said) and any(denial.search(said) for denial in _DENIALS) for said in plain)

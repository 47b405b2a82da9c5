"""What kinds of contact the passages tell: attendance, missing, arrest and the like."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.screen.contact import Told

_KINDS = tuple(
    (kind, re.compile(words, re.IGNORECASE))
    for kind, words in (
        ("domestic-abuse", r"domestic|coercive|dash\b|marac|verbal argument|non-molestation|violence (?:to|towards|against) (?:her|his|mother|partner)"),
        ("missing", r"\bmissing\b|\babsent\b(?! from)|ran away|absconded|return home interview"),
        ("arrest", r"\barrest(?!ed development)|\bbail|custody suite|in custody|caution(?:ed)?\b|reprimand|charged with"),
        ("investigation", r"investigat|enquir|inquir|interviewed|crime (?:report|was recorded)|allegation|evidence|statement"),
        ("notification", r"notif|referral|ppn|merlin|vist\b|encompass"),
        ("meeting", r"strategy (?:discussion|meeting)|section 47|s\.?47|conference|core group|joint visit"),
        ("invited-and-absent", r"(?:police|officer)[^.]{0,60}(?:invited|did not attend|was not (?:present|represented)|sent apologies|absent from)"),
        ("checks-only", r"\bchecks?\b[^.]{0,60}(?:police|pnc|system|intelligence)|police (?:national )?(?:computer|database)? ?checks?"),
        ("welfare-check", r"welfare (?:check|visit|concern)|concern for (?:welfare|safety)|safe and well"),
        ("mental-health", r"section 136|place of safety|overdose|self-harm|suicid|street triage"),
        ("offender-management", r"sex offender|visor|mappa|offender manager|registered|prevention order"),
        ("powers", r"police protection|section 46|warrant|abduction warning|stop(?:ped)? and search|dvp[no]|protection (?:notice|order)"),
        ("attendance", r"attend|visit|called|999|101|patrol|went to|spoke (?:to|with)|knocked"),
    )
)  # fmt: skip


def kinds_of_contact(told: Sequence[Told]) -> tuple[str, ...]:
    """The kinds of contact before the incident, the commonest first; checks count only where nothing else does."""
    before = [item.item.passage.text for item in told if item.contact == "before"]
    counted = {kind: sum(bool(words.search(text)) for text in before) for kind, words in _KINDS}
    kinds = sorted((kind for kind in counted if counted[kind]), key=lambda kind: (-counted[kind], kind))
    others = [kind for kind in kinds if kind != "checks-only"]
    return tuple(others or kinds)

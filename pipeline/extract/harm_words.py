"""The words of each kind of harm: those that name it, those by which it is told without a name, and what befell a child."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Patterns for one kind of harm: `befell` is looked for only where the report tells the incident."""

    named: str
    told: str
    befell: str


WORDS = {
    "physical-abuse": Words(
        r"non[- ]accidental\w*|physical(?:ly)? (?:abuse|assault|harm|chastise)\w*|inflicted (?:injur\w*|head)|abusive head"
        r"|head (?:injur\w*|trauma)|shak(?:en|ing)\b|skull fracture|honou?r[- ]based|rib fracture|subdural|retinal h\w+"
        r"|fractur\w*",
        r"bruis\w*|injur\w*|scald\w*|burns?\b|bites?\b|slapp\w*|hit (?:him|her)|beat(?:en|ing)|murder\w*|manslaughter"
        r"|killed|assault\w*|causing or allowing|skeletal survey|limp\b|ventilat\w*|non-mobile|forced marriage",
        r"non[- ]accidental|inflicted|abusive head|subdural|retinal|shaken|(?:skull|rib|leg|arm|limb|femur|tibia\w*|humerus|metaphyseal|multiple|healing|spiral|old|several|both|unexplained) (?:\w+ ){0,2}fractur\w*"
        r"|fractur\w+ (?:of|to) (?:the|his|her|a|both)|(?:arm|leg|skull|ribs?)(?: was| were)? (?:broken|fractured)"
        r"|broken (?:arm|leg|ribs?|bones?)|(?:head|abdominal|brain|spinal|internal|multiple|unexplained|life-threatening|catastrophic|serious) injur\w+"
        r"|bleed\w* (?:on|in|behind|to)|bruis\w+|bite marks?|scald\w*|burn(?:s|ed|t)?\b|beaten|strangled|smothered"
        r"|suffocated|(?:killed|murdered|assaulted|injured|attacked|hit|hurt|struck) by (?:his|her|their|the|its)?\s*(?:own )?(?:mother|father|parents?|step\w+|foster \w+|carers?|uncle|aunt|grand\w+|mother['’]s (?:\w+ )?partner|partner)"
        r"|(?:convicted|guilty|charged|trial|tried|plea\w*)\b[^.]{0,40}(?:murder|manslaughter|causing or allowing|cruelty|grievous|wounding|assault)"
        r"|physical(?:ly)? (?:abus|assault|harm|chastis)\w*|honou?r|forced marriage|poisoned",
    ),
    "neglect": Words(
        r"neglect\w*|malnutrition|malnourish\w*|starv\w*|fail\w* to thrive|faltering growth|emaciat\w*|dehydrat\w*"
        r"|was not brought|not brought to",
        r"home conditions|dirty|squalor|soiled|head lice|nappies|no food|hungry|unsupervised|dental|poor hygiene"
        r"|supervision of the child|missed appointments|underweight|centile|graded care|diabet\w*|asthma|heating"
        r"|weight",
        r"(?<!abuse or )(?<!abuse and )neglect\w*|malnutrition|malnourish\w*|starv\w*|underweight|emaciat\w*|dehydrat\w*"
        r"|fail(?:ure|ed|ing) to thrive|faltering growth|squal\w+|filth\w*|home conditions|conditions in (?:which|the)"
        r"|untreated|ketoacidosis|not been (?:fed|given|taken)|left (?:alone|by themselves|unattended|in the care of)"
        r"|unsupervised|by themselves|lack of (?:supervision|care)|severe (?:dental|nappy)|infest\w*|soiled|confined"
        r"|weigh\w+ (?:less|only|what)|missed (?:doses|medication|insulin)|asthma|insulin|not (?:sought|seek) (?:medical|help)"
        r"|delay in seeking|was not brought|methadone|ingest\w*|swallowed|inhaler|pressure (?:sores?|ulcers?)|ulcers?"
        r"|infected",
    ),
    "sexual-abuse": Words(
        r"sexual(?:ly)? (?:abuse|assault)\w*|\brap(?:e|ed)\b|intra-?familial|indecent assault|sexual offen\w+|harmful sexual behaviour"
        r"|sexual activity",
        r"sex offender|sopo|shpo|touched (?:her|him)|paedophile|disclos\w+|indecen\w+|viSOR|inappropriate(?:ly)? touch\w*",
        r"sexual(?:ly)? (?:abus|assault|touch|harm|offen)\w*|\brap(?:e|ed|ing)\b|indecent assault|incest|harmful sexual behaviour"
        r"|(?:been|was|had) abus(?:ed|ing) (?:him|her|them|by)|what (?:\w+ ){1,4}had been doing to (?:her|him)|touched (?:her|him)",
    ),
    "child-sexual-exploitation": Words(
        r"child sexual exploitation|sexual(?:ly)? exploit\w+|\bcse\b",
        r"older m[ae]n|adult males?|abduction (?:warning )?notices?|hotel\w*|taxi|exploit\w+|groom\w+|missing|parties"
        r"|sexual health",
        r"sexual(?:ly)? exploit\w*|\bcse\b|exploited (?:sexually|by (?:a number of |older |adult )*m[ae]n)|(?:older|adult) m[ae]n"
        r"|taken to (?:houses|hotels|flats|parties)|pregnant by|groomed by",
    ),
    "child-criminal-exploitation": Words(
        r"criminal(?:ly)? exploit\w+|county lines?|\bcce\b|drug running|exploited to (?:carry|sell|supply)|modern slavery"
        r"|nrm\b|national referral mechanism|cuckoo\w*|trafficked|running drugs",
        r"drugs? deal\w*|wraps|debt bondage|exploit\w+|phone line|class a|cannabis|dealers?|out of county|gang\w*"
        r"|missing",
        r"criminal(?:ly)? exploit\w*|county lines?|\bcce\b|exploited to|drug runn\w*|running drugs|deal(?:ing|t) drugs"
        r"|drug dealing|sell(?:ing)? drugs|supply of (?:drugs|class)|class a drugs|traffick\w*|modern slavery|national referral"
        r"|cuckoo\w*|drugs? line|wraps|coerced (?:to|into)|exploited by (?:a )?(?:gang|drug|group)",
    ),
    "youth-violence": Words(
        r"stab\w+|knife|knives|youth violence|gang\w*|shooting|serious violence|weapon\w*|machete|bladed",
        r"rival\w*|robber\w*|group of (?:boys|young|youths)|postcode|feud|affray|fight|retaliat\w*|stop and search\w*"
        r"|peers?",
        r"stab\w*|knif\w*|knives|machete|shot\b|shooting|attacked by (?:a |two |three |other |another )?(?:group|youths?|boys?|young)"
        r"|gang\w*|serious youth violence|wounded in",
    ),
    "suicide": Words(
        r"suicid\w*|own li(?:fe|ves)|end(?:ed|ing) (?:his|her|their) (?:own )?life|hang(?:ed|ing)",
        r"ligature|self[- ]harm\w*|overdose|crisis team|camhs|low mood|distress|section 136|note\b|depress\w*|hopeless\w*",
        r"suicid\w*|own li(?:fe|ves)|end(?:ed|ing) (?:his|her|their) (?:own )?li(?:fe|ves)|hang(?:ed|ing)|ligature"
        r"|struck by a train|fell from (?:a|the) (?:multi|car park|bridge|roof)",
    ),
    "self-harm": Words(
        r"self[- ]harm\w*|self[- ]injur\w*|harm(?:ed|ing) (?:herself|himself|themselves)|hurt(?:ing)? (?:herself|himself|themselves)",
        r"overdose\w*|ligature\w*|cutting|crisis team|camhs|section 136|hurt by their own|survived|attempt\w*",
        r"self[- ]harm\w*|self[- ]inflicted|harmed (?:herself|himself|themselves)|injured (?:herself|himself|themselves)"
        r"|own actions|overdos\w*|tried to (?:end|take|kill)|attempt\w* (?:to (?:end|take|kill)|suicide)|swallowed tablets",
    ),
    "fatal-accident": Words(
        r"accident(?:al|ally)?\b(?! and emergency)|drown\w*|house fire|misadventure|road traffic collision|railway line"
        r"|struck by a (?:train|car|vehicle)",
        r"fell (?:from|out|into)|window|bath\b|pond|river|canal|dogs?\b|lorry|train\b|swallowed|methadone|ingest\w*"
        r"|lack of supervision|climb\w*|collision|balcony",
        r"accident\w*(?! and emergency)|drown\w*|house fire|(?:died|killed) in a fire|fell (?:from|out|into)|fall from"
        r"|collision|struck by|run over|hit by a (?:car|train|lorry|van|bus)|dogs?\b|choked|pond|river|canal|bath\b"
        r"|window|misadventure|trapped|electrocut\w*|methadone",
    ),
    "sudi": Words(
        r"sudden(?:ly)? (?:and )?unexpected\w*|sudden infant|\bsud[iy]c?\b|co[- ]?sle(?:ep|pt)\w*|overlay\w*|safer? sleep\w*"
        r"|unexpected death|bed[- ]shar\w*",
        r"moses basket|sofa|cot\b|unascertained|asleep|slept|sleeping|overheat\w*",
        r"sudden\w*(?:,? and)? unexpected\w*|\bsud[iy]c?\b|co-?sle(?:ep|pt)\w*|shar(?:ed|ing) (?:a |the )?(?:bed|sofa|sleep)"
        r"|bed[- ]shar\w*|overla(?:y|id|in)\w*|asleep (?:on|in|with)|fallen asleep|on (?:a|the) sofa|unascertained"
        r"|no cause|not breathing|(?:found|was) (?:\w+ ){0,3}(?:lifeless|unresponsive|not breathing|cold)|unsafe sleep\w*"
        r"|safer? sleep\w*|adult mattress|moses basket",
    ),
    "domestic-homicide": Words(
        r"domestic homicide|familicide|(?:killed|murder\w*|stabbed) (?:\w+ ){0,3}(?:his|her|their|the children's) (?:wife|partner|mother|husband|girlfriend|family)"
        r"|killing of (?:the |their |his |her )?(?:mother|wife|partner|family)|community safety partnership|murder of (?:her|his|the|their) (?:mother|partner|wife|ex)",
        r"coerci\w+|strangl\w*|homicide|killed them|killed himself|took his own life after|firearms?|shotgun|stalk\w*"
        r"|separat\w*|contact order|non-molestation|ex-partner|boyfriend",
        r"domestic homicide|(?:killed|murdered|stabbed|strangled|shot) (?:\w+ ){0,4}(?:mother|wife|partner|children|family|daughter|son|both|the others|her and)"
        r"|(?:killed|murdered|stabbed) by (?:her|his) (?:\w+ )?(?:boyfriend|partner|ex|husband)|took his own life (?:the same|after|afterwards)"
        r"|before taking his own life|then (?:killed|took)|murder of (?:her|his|the|their) (?:mother|partner|wife|children)"
        r"|(?:bodies|deaths) of|community safety partnership|both (?:were )?killed",
    ),
    "emotional-abuse": Words(
        r"emotional(?:ly)? (?:abus\w*|harm\w*)|psychological(?:ly)? (?:abus\w*|harm\w*)|coercive control|humiliat\w*"
        r"|degrad\w*",
        r"frighten\w*|afraid|terrifi\w*|witness\w*|belittl\w*|rejected|scapegoat\w*|trauma\w*|controlling|domestic abuse",
        r"emotional(?:ly)?(?: and \w+)? (?:abus|harm|neglect)\w*|psychological(?:ly)? (?:abus|harm)\w*|coerciv\w*"
        r"|controlling|humiliat\w*|punish\w*|isolat\w*|terroris\w*|witness\w*|cruelty|in the house|saw (?:it|what|their|her|his)"
        r"|heard",
    ),
    "fii": Words(
        r"fabricat\w*|induced illness|perplexing presentation\w*|\bfii\b",
        r"unexplained symptoms|seizures? (?:were|was) never|medically unexplained|second opinion|wheelchair|gastrostomy"
        r"|tube[- ]fe\w+|inconsisten\w+ with|reported symptoms",
        r"fabricat\w*|induced illness|perplexing|\bfii\b|had not been ill|was never ill|medically unexplained|did not (?:need|have) (?:the|a) (?:illness|condition|feeding|wheelchair)",
    ),
    "online-harm": Words(
        r"online (?:abus\w*|groom\w*|exploit\w*|harm\w*|bully\w*|blackmail\w*|contact\w*|offend\w*|risk\w*|safety)"
        r"|sextortion|indecent images|blackmail\w*|groomed|images of (?:her|him)\w*|risk online|harm(?:ed)? online"
        r"|met online",
        r"online|internet|social media|digital|webcam|chat (?:room|app)\w*|gaming|messages|app\b|account|profile"
        r"|followers|forum|device\w*",
        r"online|internet|social media|sextortion|blackmail\w*|indecent images|images of (?:her|him)\w*|webcam|game he played"
        r"|gaming|messages? (?:by|from) an account|app\b|chat",
    ),
    "other": Words(
        r"psychosis|strip[- ]search\w*|police detention|postpartum|puerperal|infanticide|methadone|search of (?:her|him|the child)",
        r"removal of clothing|appropriate adult|perinatal|mother and baby unit|ingest\w*|restrain\w*|teenage relationship",
        r"psychosis|psychotic|strip[- ]search\w*|search(?:ed)? by (?:two |police )?officers|restrain\w*|detained (?:him|her)"
        r"|police (?:detention|custody|cell|pursuit)|postpartum|puerperal|infanticide|methadone|arrested by police officers who took"
        r"|button battery|equipment|ventilat\w*|relationship abuse|asthma|caesarean|home birth|freebirth|concealed (?:pregnancy|birth)"
        r"|abandon\w*|stillb\w*|exorcis\w*|spirit possession|witchcraft|radicali\w*|extremis\w*|anorexia|eating disorder"
        r"|medical",
    ),
}

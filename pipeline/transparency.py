"""Writes the Algorithmic Transparency Recording Standard's record from what this program and this corpus hold.

The headings follow the third version of the standard's template. What only the organisation can say is marked so, to be filled in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from pipeline import codebook, labelled
from pipeline.errors import ModelError
from pipeline.store import Store
from pipeline.store.state import settled_reviews

ASK = "*To be filled in by the organisation.*"
Section = tuple[str, str, tuple[tuple[str, str], ...]]


def record(store: Store) -> str:
    """The record as Markdown, every figure counted at this moment."""
    facts = _facts(store)
    lines = [f"# {store.corpus.settings.series.title}: algorithmic transparency record", ""]
    for number, title, entries in (*_tier_one(store), *_tier_two(facts)):
        lines += [f"## {number} {title}", ""]
        for index, (heading, said) in enumerate(entries, start=1):
            lines += [f"### {number.removeprefix('Tier ')}.{index} {heading}", "", said, ""]
    return "\n".join(lines).rstrip() + "\n"


def _facts(store: Store) -> dict[str, Any]:
    documents: Counter[str] = Counter()
    for review in settled_reviews(store, with_passages=False):
        documents["all"] += 1
        documents[review.status] += 1
        documents["restricted"] += review.handling == "restricted"
        documents["screened by a person"] += review.screened_by not in (None, "machine")
    decisions = store.decisions()
    return {
        "documents": documents,
        "decisions": len(decisions),
        "reviewers": len({made.reviewer for made in decisions}),
        "themes": sum(not theme.retired for theme in codebook.load().themes),
        "codebook": codebook.load().version,
        "tagger": _tagger(store),
        "labelled": {
            split: (len(found), _authors(found), sum(len(m.passages) for m in found)) for split, found in _labelled()
        },
    }


def _labelled() -> Iterable[tuple[str, list[Any]]]:
    return [(split, labelled.read(split)) for split in labelled.SPLITS]


def _authors(manuscripts: Iterable[Any]) -> int:
    return len({written.head["author"] for written in manuscripts})


def _tagger(store: Store) -> str:
    from pipeline.tag.version import model_id

    try:
        return model_id(store.corpus.folder)
    except ModelError:
        return "none"


def _tier_one(store: Store) -> tuple[Section, ...]:
    series = store.corpus.settings.series
    return (
        (
            "0", "Metadata",
            (
                ("Title", series.title), ("Standard version", "3.0"), ("Organisation", ASK), ("Function", "Policing"),
                ("Phase", ASK), ("Region", "England and Wales"), ("Date published", ASK),
            ),
        ),
        (
            "Tier 1", "Overview",
            (
                ("Name", "scr-briefing"),
                (
                    "Description",
                    "It reads published reviews of children's deaths and serious harm, says for each whether it meets the "
                    "programme's criteria, and suggests which themes of police practice its paragraphs speak of. Analysts "
                    "confirm, change or reject each suggestion; a quarterly briefing for police forces is printed from what "
                    "they settled. It is used so that no review is overlooked and every figure leads back to its paragraph.",
                ),
                ("Website URL", ASK),
                ("Contact email", series.contact),
            ),
        ),
    )  # fmt: skip


def _tier_two(facts: dict[str, Any]) -> tuple[Section, ...]:
    documents, learnt = facts["documents"], facts["labelled"]
    trained = ", ".join(
        f"{split}: {count} documents, {passages} passages by {authors} authors"
        for split, (count, authors, passages) in learnt.items()
    )
    return (
        (
            "2.1", "Owner and responsibility",
            (("Organisation or department", ASK), ("Team", ASK), ("Senior responsible owner", ASK)),
        ),
        (
            "2.1.4", "Third party involvement",
            (
                ("Third party", "None in running it: it runs on the team's own machines, without a network. If a supplier set "
                 "it up, name it here, with its Companies House number."),
                ("Third party role", ASK),
                ("Procurement procedure type", ASK),
                ("Third party data access terms", f"No third party needs access to the data to run it. {ASK}"),
            ),
        ),
        (
            "2.2", "Description and rationale",
            (
                ("Detailed description", "Five stages: extract (a document becomes numbered paragraphs and dated facts), screen "
                 "(each eligibility criterion with its evidence), tag (themes and polarity, with a probability and the words "
                 "that counted), correct (people settle each suggestion), brief (the printed briefing). It reads reviews of cases "
                 "in England and Wales, in English. It draws no conclusion about any living person and takes no decision about "
                 "a child, a family or an officer."),
                ("Benefits", ASK),
                ("Previous process", "The same reading, screening, coding and writing, by hand."),
                ("Alternatives considered", ASK),
            ),
        ),
        (
            "2.3", "Deployment context",
            (
                ("Integration into broader operational process", "Suggestions are the first draft of the team's own coding. A "
                 "final briefing is refused while anything in it is not settled by a person. People are shown the page of the "
                 "document with the passage marked, the suggested themes with their probability and words, the passage's "
                 "neighbours, and the history of decisions."),
                ("Human review", f"{facts['decisions']} decisions by {facts['reviewers']} people so far; "
                 f"{documents['screened by a person']} screenings settled by a person. A person's decision always stands "
                 "before the machine's, is never overwritten, and is kept with its author, time and reason."),
                ("Frequency and scale of usage", f"Quarterly. This corpus: {documents['all']} documents, of which "
                 f"{documents['duplicate']} repeat a case, {documents['failed']} could not be read and "
                 f"{documents['restricted']} are restricted."),
                ("Required training", "docs/analyst.md and docs/reviewer.md, and the coding rules of the codebook."),
                ("Appeals and review", ASK),
            ),
        ),
        (
            "2.4.1", "Tool specification: the system",
            (
                ("System architecture", "A command-line program and a local web page in Python; one folder per corpus; one "
                 "SQLite file and an append-only log of decisions. docs/maintainer.md has the map."),
                ("System-level input", "Review documents in PDF or Word, and a register of what the team knows of each."),
                ("System-level output", "Facts, a screening and suggested themes for each review; a printed briefing with its "
                 "workbook once people have settled them."),
                ("Maintenance", "Every change is tested; libraries are locked by hash and audited (make audit)."),
                ("Models", "A compact language model that reads each paragraph once, and the tagger and the screener that weigh "
                 "what it says against words and rules."),
            ),
        ),
        (
            "2.4.2", "Tool specification: the tagger",
            (
                ("Model name", "The tagger"),
                ("Model version", f"{facts['tagger']}; codebook {facts['codebook']} with {facts['themes']} themes"),
                ("Model task", "For a paragraph: its kind, its police contact, its themes and their polarity."),
                ("Model input", "The paragraph, its headings and what was said before it."),
                ("Model output", "Calibrated probabilities; a theme is suggested from a threshold chosen for precision."),
                ("Model architecture", "Logistic regression over the words of the paragraph and the scores of a fine-tuned "
                 "MiniLM-L6; models/tagger/card.md describes it."),
                ("Model performance", "scr-briefing evaluate measures it on documents by authors it has not learnt from; "
                 "models/tagger/card.md has the figures and the limits."),
                ("Datasets and their purposes", f"Fictional reviews written and coded for this purpose ({trained})."),
            ),
        ),
        (
            "2.4.3", "Tool specification: development data",
            (
                ("Development data description", "Fictional reviews, each paragraph coded by its author: kind, police contact, themes, polarity. "
                 "No real case is among them."),
                ("Data modality", "Text."),
                ("Data quantities", f"{trained}."),
                ("Sensitive attributes", "None of a real person."),
                ("Data completeness and representativeness", "Written to resemble published reviews of many boards and years; how "
                 "well that carries over to real ones is measured by the team's own decisions (the page Agreement)."),
                ("Source data URL", "models/labelled in the program's repository."),
                ("Data collection", "Written for this purpose by several authors, kept apart so that each measure is of authors "
                 "that were not learnt from."),
                ("Data cleaning", "None but the checks that each document is coded by the codebook's rules."),
                ("Data sharing agreements", "None needed."),
                ("Data access and storage", "In the program's repository, open to its readers."),
            ),
        ),
        (
            "2.4.4", "Tool specification: operational data",
            (
                ("Data sources", "Published reviews, and restricted ones that are counted and never quoted."),
                ("Sensitive attributes", "They name no child, but tell of health, offences and deaths of people who could be "
                 "recognised."),
                ("Data processing methods", "Each document is read in a limited process without network; its text is kept beside the "
                 "suggestions and decisions in one folder."),
                ("Data access and storage", "On the team's own disk, open to those who can read the corpus folder; "
                 "docs/data-protection.md says where each part lies and how it is deleted."),
                ("Data sharing agreements", ASK),
            ),
        ),
        (
            "2.5", "Risks, mitigations and impact assessments",
            (
                ("Impact assessment", ASK),
                ("Risks and mitigations", "A theme missed or wrongly suggested: people settle each, a second person codes a "
                 "share unseen, agreement is measured. A restricted review told by a quotation or a small number: the last "
                 "check before printing compares every word, and small counts are not shown. A decision lost: each is on disk "
                 "twice before it is called saved. A hostile document: read in a limited process without network."),
            ),
        ),
    )  # fmt: skip

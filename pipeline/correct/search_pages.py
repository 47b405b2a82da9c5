"""Finding passages by their words, and giving one theme to many of them after seeing each."""

from __future__ import annotations

import math
import random
from dataclasses import replace

from flask import abort, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from pipeline import codebook
from pipeline.correct import display
from pipeline.correct.deciding import Act, seen_tag
from pipeline.correct.drafts import themes_named
from pipeline.correct.site import Site, local
from pipeline.records import Decision, SettledPassage, SettledReview

MOST = 200
SECOND_SHARE = 0.1
Found = tuple[SettledReview, SettledPassage]


class SearchPages:
    """Searches the corpus, and settles one theme on a list of passages at once."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.desk = site.desk
        site.route("/search", "search", self.search)
        site.route("/bulk", "preview", self.preview, "POST")
        site.route("/bulk/apply", "apply", self.apply, "POST")

    def search(self) -> str:
        """The passages with these words, each with what stands around the words."""
        words = " ".join(request.args.get("words", "").split())
        found = self._with(words) if words else []
        shown = [self._shown(identity) for _, identity in found[:MOST]]
        lines = [(*pair, display.keyword_in_context(pair[1].passage.text, words)) for pair in shown]
        reviews = len({sha256 for sha256, _ in found})
        return self.site.show("search.html", words=words, lines=lines, total=len(found), reviews=reviews, most=MOST)

    def _shown(self, identity: str) -> Found:
        review, passage, _ = self.site.find_passage(identity)
        return review, self.desk.as_shown(review, passage, self.site.reviewer)

    def _with(self, words: str) -> list[tuple[str, str]]:
        open_to = {r.sha256: r.file for r in self.desk.outlines() if self.desk.may_see(r, self.site.reviewer)}
        found = [pair for pair in self.site.store.passages_with(words) if pair[0] in open_to]
        return sorted(found, key=lambda pair: open_to[pair[0]])

    def preview(self) -> str:
        """Every passage that a theme would be given to, with a box to untick each."""
        theme, polarity, status = self._asked()
        chosen = list(dict.fromkeys(request.form.getlist("passage")))
        if len(chosen) > MOST:
            abort(400, f"At most {MOST} passages at once. Go back and untick some.")
        found = [self.site.find_passage(identity)[:2] for identity in chosen]
        waiting = [pair for pair in found if not self._is_decided(pair[1])]
        words = request.form.get("words", "")
        return self.site.show(
            "bulk.html", theme=theme, polarity=polarity, status=status, found=waiting,
            left_out=len(found) - len(waiting), words=words, back=local(request.form.get("back", "")) or url_for("search", words=words),
        )  # fmt: skip

    def apply(self) -> AnyResponse | str:
        """Keeps the theme on each passage that was listed and ticked; a share of them goes to a second person."""
        theme, polarity, status = self._asked()
        listed, ticked = set(request.form.getlist("listed")), request.form.getlist("passage")
        name = request.form.get("name", "").strip()[:120]
        if not name:
            abort(400, "Not saved: give the batch a name. Go back and give one.")
        if len(ticked) > MOST or not set(ticked) <= listed:
            abort(400, f"Not saved: only what is listed can be settled, and at most {MOST} passages at once.")
        act = self.site.act([], context={"bulk": name})
        if not self.site.store.decisions_of(act.key):
            found = [self.site.find_passage(identity)[1] for identity in dict.fromkeys(ticked)]
            waiting = [passage for passage in found if not self._is_decided(passage)]
            self.site.keep(self._made(act, waiting, theme, polarity, status))
        kept = {made.target.split("/")[1] for made in self.site.store.decisions_of(act.key)}
        return self.site.show("applied.html", theme=theme, name=name, kept=len(kept), left_out=len(set(ticked) - kept))

    def _made(
        self, act: Act, waiting: list[SettledPassage], theme: codebook.Theme, polarity: str, status: str
    ) -> list[Decision]:  # fmt: skip
        made = []
        for passage in waiting:
            tag = next((tag for tag in passage.tags if tag.theme == theme.id), None)
            value = {"status": "rejected"} if status == "rejected" else {
                "status": "accepted" if tag else "added", "polarity": polarity,
            }  # fmt: skip
            shown = not self.desk.is_hidden(passage.passage.id, self.site.reviewer)
            made.append(
                replace(act, shown=shown).decision(f"tag/{passage.passage.id}/{theme.id}", value, seen_tag(tag))
            )
        second = random.Random(act.key).sample(waiting, math.ceil(SECOND_SHARE * len(waiting)))
        return made + [act.decision(f"flag/{passage.passage.id}/second", {"value": True}) for passage in second]

    def _is_decided(self, passage: SettledPassage) -> bool:
        identity = passage.passage.id
        is_tagged = any(
            made.target.startswith("tag/") and made.value for made in self.site.store.decisions_about(identity)
        )
        return is_tagged or bool(self.desk.trail.coders(identity))

    def _asked(self) -> tuple[codebook.Theme, str, str]:
        found = themes_named(request.form.get("theme", ""))
        if len(found) != 1:
            abort(400, "Nothing was changed: choose one theme. Go back and choose it.")
        polarity = request.form.get("polarity", "gap")
        status = "rejected" if request.form.get("status") == "rejected" else "given"
        return found[0], polarity if polarity in display.POLARITIES else "gap", status

"""The page where the tagger learns from what people settled, and a person chooses between the new one and the old."""

from __future__ import annotations

from flask import abort, request
from werkzeug.wrappers import Response as AnyResponse

from pipeline import compared, kept
from pipeline.correct import deciding, queues
from pipeline.correct.site import Site
from pipeline.correct.training import Beside
from pipeline.records import Decision

BUILT_IN = "the built-in tagger"
WORK = {
    "train": ("Training", (("train",),)),
    "new": ("Taking the new tagger into use and reading the passages with it", (("train", "--use", "new"), ("tag",))),
    "previous": ("Going back and reading the passages with the tagger before", (("train", "--use", "previous"), ("tag",))),
}  # fmt: skip


class TrainingPages:
    """Trains on demand, shows before and after, and puts one or the other in use; no decision of a person changes."""

    def __init__(self, site: Site, beside: Beside) -> None:
        self.site = site
        self.desk = site.desk
        self.beside = beside
        site.route("/training", "training", self.training)
        site.route("/training", "learn", self.learn, "POST")

    def training(self) -> str:
        """Which tagger is in use, what a newly trained one would change, and how to go back."""
        corpus = self.site.store.corpus.folder
        known = kept.chosen(corpus)
        new = known.get("new")
        settled = sum(bool(coders and any(coders.values())) for coders in self.desk.trail.checked.values())
        return self.site.show(
            "training.html", known=known, state=self.beside.state, settled=settled, chosen=self._chosen(known.get("in_use")),
            conflicts=queues.NAMES["conflicts"],
            comparison=compared.read(corpus / "model" / new) if new else None,
            last=compared.read(corpus / "model" / used) if (used := known.get("in_use")) else None,
        )  # fmt: skip

    def _chosen(self, in_use: str | None) -> Decision | None:
        """Who put the tagger in use that is; nobody where it was done by a command, or where the choice failed."""
        made = self.desk.trail.tagger
        return made if made and (made.value or {}).get("tagger") == (in_use or BUILT_IN) else None

    def learn(self) -> AnyResponse:
        """Begins to train, or to put a tagger in use, which is kept with the name of whoever chose it."""
        reviewer, asked = self.site.leading(), request.form.get("do", "")
        if asked not in WORK:
            abort(400, "Nothing was begun: choose what to do.")
        doing, commands = WORK[asked]
        if not self.beside.start(doing, deciding.now()[11:16], *commands):
            abort(409, f"Nothing was begun: {self.beside.state.doing.lower()} is under way. Wait until it is done.")
        if asked != "train":
            known = kept.chosen(self.site.store.corpus.folder)
            value = {"use": asked, "tagger": known.get(asked) or BUILT_IN}
            act = self.site.act([])
            self.site.keep([act.decision("tagger/in-use", value)])
        return self.site.go("training", by=reviewer.name)

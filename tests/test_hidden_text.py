"""Text that a reader of the page would not see is flagged and its words are not kept; text that he sees is not flagged."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from pipeline.extract import read
from tests.hostile import raw

SECRET = "The mother is called Ann Example"
SEEN = "The officer wrote down what she was told and passed it on."
EXTRA = b"""/Resources << /Font << /F 5 0 R >> /ExtGState << /Clear << /ca 0 /CA 0 >> /Half << /ca .4 >> >> >>"""


def words(text: str, x: int = 72, y: int = 400, size: float = 12, before: str = "0 g") -> str:
    return f"q {before} BT /F {size} Tf {x} {y} Td ({text}) Tj ET Q\n"


HONEST = "".join(words(SEEN, y=700 - 20 * n) for n in range(6))
HIDDEN = {
    "under a black box": words(SECRET) + "0 g 60 390 300 24 re f",
    "under a dark blue box": words(SECRET) + "0 0 .3 rg 60 390 300 24 re f",
    "under a white box": words(SECRET) + "1 g 60 390 300 24 re f",
    "under a grey box": words(SECRET) + ".6 g 60 390 300 24 re f",
    "white on white": words(SECRET, before="1 g"),
    "nearly white": words(SECRET, before=".96 g"),
    "white in the colours of print": words(SECRET, before="0 0 0 0 k"),
    "black on black": "0 g 60 390 300 24 re f " + words(SECRET),
    "drawn by no ink": words(SECRET, before="3 Tr"),
    "used only to clip": words(SECRET, before="7 Tr"),
    "wholly transparent": words(SECRET, before="/Clear gs"),
    "of one point": words(SECRET, size=1),
    "of two points": words(SECRET, size=2),
    "left of the page": words(SECRET, x=-400),
    "right of the page": words(SECRET, x=700),
    "below the page": words(SECRET, y=-60),
    "above the page": words(SECRET, y=900),
    "clipped away": "q 0 0 40 40 re W n " + words(SECRET) + "Q",
}
SHOWN = {
    "white on a dark box": "0 0 .4 rg 60 390 300 24 re f " + words(SECRET, before="1 g"),
    "white on a green box": ".1 .5 .2 rg 60 390 300 24 re f " + words(SECRET, before="1 g"),
    "white on an orange box": ".95 .5 .1 rg 60 390 300 24 re f " + words(SECRET, before="1 g"),
    "black on a yellow mark": "1 1 0 rg 60 390 300 24 re f " + words(SECRET),
    "black on grey": ".85 g 60 390 300 24 re f " + words(SECRET),
    "under a mark that is half clear": words(SECRET) + "/Half gs 1 1 0 rg 60 390 300 24 re f",
    "grey": words(SECRET, before=".55 g"),
    "light blue": words(SECRET, before=".4 .6 .9 rg"),
    "outlined": words(SECRET, before="1 Tr"),
    "underlined": words(SECRET) + "72 397 200 1 re f",
    "small": words(SECRET, size=5.5),
    "in a box with a frame": words(SECRET) + "60 390 300 24 re S",
    "beside a black box": words(SECRET) + "0 g 60 340 300 24 re f",
    "within a clipping box": "q 0 0 595 842 re W n " + words(SECRET) + "Q",
}


def found(drawn: str, folder: Path) -> list[tuple[str, str | None]]:
    path = folder / "one.pdf"
    path.write_bytes(raw((HONEST + drawn).encode(), EXTRA))
    return [(passage.text, passage.hidden) for passage in read(path).passages]


@pytest.mark.parametrize("drawn", HIDDEN.values(), ids=HIDDEN.keys())
def test_what_nobody_sees_is_flagged_and_its_words_are_dropped(drawn: str, tmp_path: Path) -> None:
    passages = found(drawn, tmp_path)
    assert not any("Example" in text for text, _ in passages)
    assert sum(text.count(SEEN) for text, hidden in passages if not hidden) == 6
    assert any(hidden for _, hidden in passages)


@pytest.mark.parametrize("drawn", SHOWN.values(), ids=SHOWN.keys())
def test_what_everybody_sees_is_not_flagged(drawn: str, tmp_path: Path) -> None:
    passages = found(drawn, tmp_path)
    assert any(SECRET in text for text, _ in passages)
    assert not any(hidden for _, hidden in passages)


def test_only_the_words_under_a_bar_are_dropped_and_the_rest_of_the_line_stays(tmp_path: Path) -> None:
    passages = found(words(f"It was said that {SECRET} who left.") + "0 g 155 390 190 24 re f", tmp_path)
    text = " ".join(text for text, hidden in passages if not hidden)
    assert "It was said that" in text
    assert "Ann" not in text
    assert "mother" not in text


def layered(folder: Path, shown: bool) -> Path:
    """A document with a sentence on a layer that a viewer shows or does not."""
    path = folder / "layered.pdf"
    path.write_bytes(raw((HONEST + "/OC /Layer BDC " + words(SECRET) + " EMC").encode(), EXTRA))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        layer = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("Notes")))
        pdf.pages[0].Resources.Properties = pikepdf.Dictionary(Layer=layer)
        listed = (
            pikepdf.Dictionary(ON=pikepdf.Array([layer])) if shown else pikepdf.Dictionary(OFF=pikepdf.Array([layer]))
        )
        pdf.Root.OCProperties = pikepdf.Dictionary(OCGs=pikepdf.Array([layer]), D=listed)
        pdf.save(path)
    return path


@pytest.mark.parametrize("shown", [True, False])
def test_a_layer_that_is_not_shown_is_not_read(shown: bool, tmp_path: Path) -> None:
    passages = read(layered(tmp_path, shown)).passages
    assert any(SECRET in passage.text for passage in passages) == shown
    assert any(passage.hidden for passage in passages) == (not shown)


def noted(folder: Path, kind: str) -> Path:
    """A document with a sentence under a note of a viewer: a filled square, or a link without ink."""
    path = folder / "noted.pdf"
    path.write_bytes(raw((HONEST + words(SECRET)).encode(), EXTRA))
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name("/" + kind), Rect=[60, 390, 360, 414], F=4
        )
        if kind == "Square":
            look = pdf.make_stream(b"0 g 0 0 300 24 re f")
            look.Type, look.Subtype, look.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 300, 24]
            note.AP = pikepdf.Dictionary(N=look)
        pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(note)])
        pdf.save(path)
    return path


@pytest.mark.parametrize(("kind", "seen"), [("Square", False), ("Link", True)])
def test_a_note_laid_over_words_hides_them_where_it_is_filled(kind: str, seen: bool, tmp_path: Path) -> None:
    passages = read(noted(tmp_path, kind)).passages
    assert any(SECRET in passage.text for passage in passages) == seen

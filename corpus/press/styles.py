"""The styles in which the press can print a manuscript: producers, layouts and the difficulties of real documents."""

from __future__ import annotations

from typing import Any

STYLES: dict[str, dict[str, Any]] = {
    "weasyprint sans": {"producer": "weasyprint", "face": "Liberation Sans", "align": "left"},
    "weasyprint serif justified": {"producer": "weasyprint", "face": "Liberation Serif", "align": "justify"},
    "weasyprint two columns": {"producer": "weasyprint", "layout": "two-column"},
    "weasyprint landscape tables": {"producer": "weasyprint", "landscape_tables": True},
    "weasyprint drop capitals": {"producer": "weasyprint", "with": ["drop capitals", "letter-spaced footer"]},
    "weasyprint watermark": {"producer": "weasyprint", "with": ["watermark", "fused footer"]},
    "weasyprint level watermark": {"producer": "weasyprint", "with": ["level watermark"]},
    "weasyprint line numbers": {"producer": "weasyprint", "with": ["line numbers"]},
    "weasyprint turned pages": {"producer": "weasyprint", "landscape_tables": True, "with": ["turned pages"]},
    "weasyprint sideways pages": {"producer": "weasyprint", "landscape_tables": True, "with": ["sideways pages"]},
    "weasyprint rows across pages": {"producer": "weasyprint", "with": ["rows across pages"]},
    "weasyprint hosted": {"producer": "weasyprint", "with": ["hosted"]},
    "weasyprint indented": {"producer": "weasyprint", "align": "justify", "with": ["indented"]},
    "weasyprint unspaced": {"producer": "weasyprint", "align": "left", "with": ["unspaced"]},
    "weasyprint boxed": {"producer": "weasyprint", "with": ["boxed", "rows across pages"]},
    "weasyprint labelled": {"producer": "weasyprint", "with": ["labelled", "rows across pages"]},
    "reportlab": {"producer": "reportlab"},
    "libreoffice": {"producer": "libreoffice"},
    "docx": {"producer": "docx"},
    "docx tracked": {"producer": "docx", "with": ["tracked"]},
    "scan": {"producer": "scan"},
}

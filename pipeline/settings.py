"""What a corpus's settings.toml may say."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import UsageError


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Series(_Section):
    """How the briefings of this corpus name themselves."""

    title: str = "Learning for the police from reviews of children's deaths and serious harm"
    programme: str = "Vulnerability Knowledge and Practice Programme"
    contact: str = "Set the contact address in settings.toml"
    first_quarter: Annotated[str, Field(pattern=r"^\d{4}-Q[1-4]$")] | None = None
    fictional: bool = False


class Eligibility(_Section):
    """Which reviews belong in the cohort."""

    published_since: dt.date = dt.date(2016, 1, 1)
    police_contact: Literal["any-time-before", "within-review-period"] = "any-time-before"


class Themes(_Section):
    """When a theme is called recurrent, and what the spotlight is on."""

    recurrent_reviews: Annotated[int, Field(ge=1)] = 3
    recurrent_areas: Annotated[int, Field(ge=1)] = 2
    spotlight_theme: str | None = None
    spotlight_harm: str | None = None
    spotlight_ages: tuple[int, int] | None = None
    framework: str = "nvap"


class Disclosure(_Section):
    """What may be shown of small numbers, and how each page is marked."""

    smallest_count: Annotated[int, Field(ge=1)] = 5
    quotation_words: Annotated[int, Field(ge=5, le=40)] = 40
    marking: Literal["OFFICIAL", "OFFICIAL-SENSITIVE"] | None = None


class Correction(_Section):
    """How batches for reviewers are drawn."""

    second_share: Annotated[float, Field(ge=0, le=1)] = 0.15
    informative: Annotated[int, Field(ge=0)] = 80
    random: Annotated[int, Field(ge=0)] = 15
    hidden: Annotated[int, Field(ge=0)] = 5


class Reading(_Section):
    """The limits within which one untrusted document is read."""

    seconds: Annotated[int, Field(ge=1)] = 240
    megabytes: Annotated[int, Field(ge=100)] = 1024


class Settings(_Section):
    """Everything settings.toml may say; what it leaves out has these values."""

    series: Series = Series()
    eligibility: Eligibility = Eligibility()
    themes: Themes = Themes()
    disclosure: Disclosure = Disclosure()
    correction: Correction = Correction()
    reading: Reading = Reading()
    places: dict[str, str] = {}  # authorities the built-in map lacks, each with its force
    regions: dict[str, str] = {}  # forces the built-in map of regions lacks, each with its region


def load(path: Path) -> Settings:
    """The settings in this file.

    Raises:
        UsageError: one message listing every fault.
    """
    try:
        return Settings.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise UsageError(f"{path} is missing. Make a corpus with: make corpus NAME=...") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8. Save it as UTF-8 text and run again.") from error
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}. Close it elsewhere or ask for access.") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is not valid TOML: {error}. Mend that line and run again.") from error
    except ValidationError as error:
        faults = "\n".join(f"  {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise UsageError(f"{path} has settings that cannot be used:\n{faults}") from error

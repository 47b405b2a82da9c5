"""The version of extraction: what was read by an older one is read again."""

VERSION = "14"

"""A corpus on disk: its folder, its register, its one SQLite file and its append-only log of decisions."""

from pipeline.store.corpus import Corpus, create
from pipeline.store.database import Store
from pipeline.store.opening import open_store, set_aside

__all__ = ["Corpus", "Store", "create", "open_store", "set_aside"]

"""A corpus on disk: its folder, its register, its one SQLite file and its append-only log of decisions."""

from pipeline.store.corpus import Corpus, create
from pipeline.store.database import Store
from pipeline.store.opening import begin_rebuild, end_rebuild, open_store, set_aside

__all__ = ["Corpus", "Store", "begin_rebuild", "create", "end_rebuild", "open_store", "set_aside"]

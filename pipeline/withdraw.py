"""Takes a document out of everything that is counted, shown and printed, without deleting anything; and puts it back."""

from __future__ import annotations

import uuid

from pipeline.correct.deciding import Act
from pipeline.errors import UsageError
from pipeline.store import Store
from pipeline.store.state import Standing


def withdraw(store: Store, file: str, reviewer: str, reason: str | None, back: bool) -> str:
    """Withdraws a document, or brings it back, as a decision that names who and why.

    Raises:
        UsageError: when there is no such document, or no reason is given.
    """
    original = store.originals().get(file)
    if original is None:
        raise UsageError(f"{file} is not among the documents that were read. See scr-briefing status for their names.")
    if not back and not (reason or "").strip():
        raise UsageError("Say why the document is withdrawn: --reason '...'")
    target = f"withdrawn/{original.sha256}"
    seen = store.decisions_on(target)
    if bool(Standing(seen)) != back:
        return f"{file} {'is not withdrawn' if back else 'is withdrawn already'}; nothing was changed."
    store.decide(
        [Act(str(uuid.uuid4()), reviewer, seen).decision(target, None if back else {"value": True}, reason=reason)]
    )
    if back:
        return f"{file} is back: it is counted and shown again as it stood."
    return f"{file} is withdrawn: no longer counted, shown or printed. Nothing is deleted; --undo brings it back."

"""Who may sign in on a shared host: names, argon2 passwords, and what each may do there."""

from __future__ import annotations

import json
import os
import time
from collections import defaultdict
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from pipeline.correct.desk import Reviewer
from pipeline.errors import UsageError
from pipeline.store.files import write_whole

LEAST_CHARACTERS = 12
TRIES, WAIT_SECONDS = 5, 60


class Account(BaseModel):
    """A reviewer's password, hashed, whether restricted reviews are open to them, and whether they lead."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    password: str
    restricted: bool = False
    lead: bool = False


_ACCOUNTS = TypeAdapter(dict[str, Account])


class Accounts:
    """The reviewers of a corpus, as reviewers.json names them; read anew each time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.hasher = PasswordHasher()
        self.failed: dict[str, list[float]] = defaultdict(list)
        self._nobody = self.hasher.hash("nobody")

    def read(self) -> dict[str, Account]:
        """The accounts by name.

        Raises:
            UsageError: when the file is not what this program wrote.
        """
        try:
            return _ACCOUNTS.validate_json(self.path.read_bytes()) if self.path.exists() else {}
        except (OSError, ValidationError) as error:
            raise UsageError(
                f"{self.path} cannot be read as accounts. Restore it, or delete it and add each reviewer again."
            ) from error

    def add(self, name: str, password: str, restricted: bool, lead: bool = False) -> None:
        """Keeps this reviewer, in the place of an account of the same name.

        Raises:
            UsageError: when the name or the password will not do.
        """
        if not name.strip() or len(name) > 60:
            raise UsageError("A reviewer's name has 1 to 60 characters.")
        if len(password) < LEAST_CHARACTERS:
            raise UsageError(f"A password has at least {LEAST_CHARACTERS} characters. Three words make a good one.")
        account = Account(password=self.hasher.hash(password), restricted=restricted, lead=lead)
        self._write({**self.read(), name.strip(): account})

    def remove(self, name: str) -> None:
        """Takes the account away; what the reviewer decided stays."""
        accounts = self.read()
        if name not in accounts:
            raise UsageError(f"There is no reviewer named {name}. Known: {', '.join(accounts) or 'none'}.")
        self._write({known: account for known, account in accounts.items() if known != name})

    def sign_in(self, name: str, password: str) -> Reviewer | None:
        """The reviewer of this name, if the password is theirs."""
        account = self.read().get(name)
        try:
            self.hasher.verify(account.password if account else self._nobody, password)
        except (VerificationError, InvalidHashError):
            account = None
        if not account:
            self.failed[name].append(time.monotonic())
            return None
        self.failed.pop(name, None)
        return self.reviewer(name)

    def reviewer(self, name: str) -> Reviewer | None:
        """The reviewer of this name as the accounts stand now; while nobody leads, everybody may train and lock."""
        accounts = self.read()
        account = accounts.get(name)
        leads = [other for other in accounts.values() if other.lead]
        return Reviewer(name, account.restricted, account.lead or not leads) if account else None

    def must_wait(self, name: str) -> bool:
        """Whether too many wrong passwords were just tried for this name."""
        since = time.monotonic() - WAIT_SECONDS
        self.failed[name] = [moment for moment in self.failed[name] if moment > since]
        return len(self.failed[name]) >= TRIES

    def _write(self, accounts: dict[str, Account]) -> None:
        written = {name: account.model_dump() for name, account in sorted(accounts.items())}
        write_whole(self.path, json.dumps(written, indent=1, ensure_ascii=False).encode())
        os.chmod(self.path, 0o600)

-- One corpus's derived state. Everything here can be rebuilt from originals/, register.csv and decisions.jsonl.

CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;

-- A file in originals/, as last seen.
CREATE TABLE IF NOT EXISTS originals (
    file      TEXT PRIMARY KEY,
    sha256    TEXT NOT NULL,
    size      INTEGER NOT NULL,
    mtime_ns  INTEGER NOT NULL,
    extractor TEXT NOT NULL,
    failure   TEXT                       -- JSON Failure, null when it was read
) STRICT;
CREATE INDEX IF NOT EXISTS originals_by_hash ON originals (sha256);

-- What extract read, once for each content.
CREATE TABLE IF NOT EXISTS reviews (
    sha256 TEXT PRIMARY KEY,
    record TEXT NOT NULL,                -- JSON Review without its passages
    link   TEXT                          -- JSON Link, null when the review stands for itself
) STRICT;

CREATE INDEX IF NOT EXISTS reviews_with_link ON reviews (sha256) WHERE link IS NOT NULL;

-- What documents have in common that makes them worth comparing.
CREATE TABLE IF NOT EXISTS case_keys (
    key    INTEGER NOT NULL,
    review TEXT NOT NULL REFERENCES reviews (sha256) ON DELETE CASCADE,
    PRIMARY KEY (key, review)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS case_keys_by_review ON case_keys (review);
-- The keys that were ever held by two documents at once, so that the rest need not be looked at.
CREATE TABLE IF NOT EXISTS shared_keys (key INTEGER PRIMARY KEY) STRICT;

CREATE TABLE IF NOT EXISTS passages (
    id       TEXT PRIMARY KEY,
    review   TEXT NOT NULL REFERENCES reviews (sha256) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    text     TEXT NOT NULL,
    record   TEXT NOT NULL               -- JSON Passage
) STRICT;
CREATE INDEX IF NOT EXISTS passages_by_review ON passages (review, position);

CREATE TABLE IF NOT EXISTS screenings (
    review  TEXT PRIMARY KEY REFERENCES reviews (sha256) ON DELETE CASCADE,
    version TEXT NOT NULL,
    record  TEXT NOT NULL                -- JSON Screening
) STRICT;

-- What the tagger suggests; rewritten when the model changes, never read as a person's word.
CREATE TABLE IF NOT EXISTS readings (
    passage TEXT PRIMARY KEY REFERENCES passages (id) ON DELETE CASCADE,
    review  TEXT NOT NULL,
    model   TEXT NOT NULL,
    record  TEXT NOT NULL                -- JSON Reading
) STRICT;
CREATE INDEX IF NOT EXISTS readings_by_review ON readings (review, model);

-- Everything a person decided, as in decisions.jsonl.
CREATE TABLE IF NOT EXISTS decisions (
    seq    INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid   TEXT NOT NULL UNIQUE,
    target TEXT NOT NULL,
    record TEXT NOT NULL                 -- JSON Decision
) STRICT;
CREATE INDEX IF NOT EXISTS decisions_by_target ON decisions (target);
-- The review or passage that a decision is about: the second part of its target.
CREATE INDEX IF NOT EXISTS decisions_by_subject ON decisions (
    substr(target, instr(target, '/') + 1, instr(substr(target, instr(target, '/') + 1) || '/', '/') - 1)
);
-- The one act of a reviewer that a decision was part of.
CREATE INDEX IF NOT EXISTS decisions_by_step ON decisions (COALESCE(json_extract(record, '$.context.batch'), uuid));

CREATE TRIGGER IF NOT EXISTS decisions_are_not_changed BEFORE UPDATE ON decisions
BEGIN SELECT RAISE (ABORT, 'a decision is never changed: add a newer one'); END;

CREATE TRIGGER IF NOT EXISTS decisions_are_not_deleted BEFORE DELETE ON decisions
BEGIN SELECT RAISE (ABORT, 'a decision is never deleted: add one that withdraws it'); END;

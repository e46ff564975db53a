-- When what operators and services say was said last, one row per thing that is said: the
-- last one wins at every replica. `at` in Unix milliseconds; `polls` counts the changes that
-- were polled since; `tie` decides between what was said at the same time.
CREATE TABLE stamp (
    key   TEXT    NOT NULL PRIMARY KEY,
    at    INTEGER NOT NULL,
    polls INTEGER NOT NULL,
    tie   TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

-- What was received and waits for other replicas, in the order it came. `at` is the time it
-- was received first, in Unix milliseconds.
CREATE TABLE relay (
    id   INTEGER NOT NULL PRIMARY KEY,
    kind TEXT    NOT NULL,
    at   INTEGER NOT NULL,
    body BLOB    NOT NULL
) STRICT;

-- Up to which row of `relay` each of the other replicas, by its URL, has everything.
CREATE TABLE relay_peer (
    peer TEXT    NOT NULL PRIMARY KEY,
    sent INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

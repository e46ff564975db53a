-- What traffic has taught, one row per service: the JSON of an `Observed`.
CREATE TABLE observed (
    service TEXT NOT NULL PRIMARY KEY,
    state   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Which reports were counted, one row per source and epoch: the JSON of a `Ledger`.
-- `seen_at` is the time of the last report in Unix seconds; it decides what is forgotten.
CREATE TABLE ledger (
    source  TEXT    NOT NULL,
    epoch   INTEGER NOT NULL,
    state   TEXT    NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (source, epoch)
) STRICT, WITHOUT ROWID;

-- The last good document of each service that declares one, and where it was mounted by
-- the caller who declared it. `etag`, `digest` and `fetched_at` (Unix seconds) are of the
-- last poll that changed it. `configured` is 1 when the mount stands in the configuration.
CREATE TABLE declared (
    service    TEXT    NOT NULL PRIMARY KEY,
    hosts      TEXT    NOT NULL,
    base_path  TEXT,
    document   TEXT    NOT NULL,
    etag       TEXT,
    digest     TEXT,
    fetched_at INTEGER,
    configured INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

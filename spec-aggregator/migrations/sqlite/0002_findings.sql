-- What traffic violated of each service's contract: the JSON of a `Tallies`.
CREATE TABLE violated (
    service TEXT NOT NULL PRIMARY KEY,
    state   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What is let through at each service that lets anything through: a JSON array of pairs, a
-- `Mismatch` and the time it was accepted in Unix seconds.
CREATE TABLE baseline (
    service TEXT NOT NULL PRIMARY KEY,
    state   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

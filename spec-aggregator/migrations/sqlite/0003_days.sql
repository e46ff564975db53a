-- What traffic has taught, one row per service and day (days since 1970-01-01 in UTC): the
-- JSON of an `Observed`. What was kept without a day counts as seen today.
CREATE TABLE observed_day (
    service TEXT    NOT NULL,
    day     INTEGER NOT NULL,
    state   TEXT    NOT NULL,
    PRIMARY KEY (service, day)
) STRICT, WITHOUT ROWID;

INSERT INTO observed_day (service, day, state)
    SELECT service, CAST(strftime('%s', 'now') AS INTEGER) / 86400, state FROM observed;

DELETE FROM observed;

-- The differences between documents and traffic that are accepted at each service: a JSON
-- array of pairs, a `DriftPlace` and the time it was accepted in Unix seconds.
CREATE TABLE drift_baseline (
    service TEXT NOT NULL PRIMARY KEY,
    state   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

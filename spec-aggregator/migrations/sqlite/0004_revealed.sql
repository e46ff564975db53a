-- Members of enumerations that senders revealed of each service: the JSON of a `Revealed`.
CREATE TABLE revealed (
    service TEXT NOT NULL PRIMARY KEY,
    state   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- 0008_create_entrys on SQLite: makes the table.

CREATE TABLE entrys (
    id INTEGER NOT NULL,
    account_id INTEGER,
    words INTEGER NOT NULL,
    ratio REAL,
    gone_at INTEGER,
    made_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT entrys_pkey PRIMARY KEY (id),
    CONSTRAINT entrys_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE SET NULL
) STRICT;

CREATE INDEX entrys_account_id_idx ON entrys (account_id);

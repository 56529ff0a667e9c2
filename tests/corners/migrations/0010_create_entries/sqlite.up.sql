-- 0010_create_entries on SQLite: makes the table.

CREATE TABLE entries (
    id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    what TEXT NOT NULL,
    before INTEGER,
    after INTEGER,
    CONSTRAINT entries_pkey PRIMARY KEY (id),
    CONSTRAINT entries_what_check CHECK (length(what) <= 20)
) STRICT;

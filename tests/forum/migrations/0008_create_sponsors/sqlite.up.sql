-- 0008_create_sponsors on SQLite: makes the table.

CREATE TABLE sponsors (
    id INTEGER NOT NULL,
    boards INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT sponsors_pkey PRIMARY KEY (id)
) STRICT;

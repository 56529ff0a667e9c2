-- 0002_create_authors on SQLite: makes the table.

CREATE TABLE authors (
    id INTEGER NOT NULL,
    likes INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT authors_pkey PRIMARY KEY (id)
) STRICT;

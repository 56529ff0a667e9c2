-- 0007_create_tokens on SQLite: makes the table.

CREATE TABLE tokens (
    id BLOB NOT NULL,
    title TEXT NOT NULL,
    CONSTRAINT tokens_pkey PRIMARY KEY (id),
    CONSTRAINT tokens_title_check CHECK (length(title) <= 50)
) STRICT;

-- 0005_create_drafts on SQLite: makes the table.

CREATE TABLE drafts (
    id BLOB NOT NULL,
    title TEXT NOT NULL,
    edits INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT drafts_pkey PRIMARY KEY (id),
    CONSTRAINT drafts_title_check CHECK (length(title) <= 40)
) STRICT;

-- 0003_create_threads on SQLite: makes the table.

CREATE TABLE threads (
    id INTEGER NOT NULL,
    category_id INTEGER NOT NULL,
    starter_id INTEGER,
    length INTEGER NOT NULL DEFAULT 0,
    posts INTEGER NOT NULL DEFAULT 0,
    words INTEGER NOT NULL DEFAULT 0,
    changed_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT threads_pkey PRIMARY KEY (id),
    CONSTRAINT threads_category_id_fkey FOREIGN KEY (category_id) REFERENCES categorys (id) ON DELETE CASCADE,
    CONSTRAINT threads_starter_id_fkey FOREIGN KEY (starter_id) REFERENCES authors (id) ON DELETE SET NULL
) STRICT;

CREATE INDEX threads_category_id_idx ON threads (category_id);

CREATE INDEX threads_starter_id_idx ON threads (starter_id);

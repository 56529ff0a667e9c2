-- 0028_create_genres on SQLite: makes the table.

CREATE TABLE genres (
    id TEXT NOT NULL,
    bands INTEGER NOT NULL DEFAULT 0,
    gone_at INTEGER,
    CONSTRAINT genres_pkey PRIMARY KEY (id),
    CONSTRAINT genres_id_check CHECK (length(id) <= 20 AND id NOT LIKE '% ')
) STRICT;

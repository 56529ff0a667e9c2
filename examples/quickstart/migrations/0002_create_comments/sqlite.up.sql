-- 0002_create_comments on SQLite: makes the table.

CREATE TABLE comments (
    id BLOB NOT NULL,
    post_id BLOB NOT NULL,
    author TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT comments_pkey PRIMARY KEY (id),
    CONSTRAINT comments_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts (id) ON DELETE CASCADE,
    CONSTRAINT comments_author_check CHECK (length(author) BETWEEN 1 AND 50),
    CONSTRAINT comments_body_check CHECK (length(body) BETWEEN 1 AND 2000)
) STRICT;

CREATE INDEX comments_post_id_created_at_idx ON comments (post_id, created_at DESC);

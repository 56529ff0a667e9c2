-- 0001_create_posts on SQLite: makes the table.

CREATE TABLE posts (
    id BLOB NOT NULL,
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    comments INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT posts_pkey PRIMARY KEY (id),
    CONSTRAINT posts_slug_key UNIQUE (slug),
    CONSTRAINT posts_slug_check CHECK (length(slug) BETWEEN 1 AND 80 AND slug NOT GLOB '*[^a-z0-9-]*'),
    CONSTRAINT posts_title_check CHECK (length(title) BETWEEN 1 AND 200)
) STRICT;

CREATE INDEX posts_created_at_idx ON posts (created_at DESC);

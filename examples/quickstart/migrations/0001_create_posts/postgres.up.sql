-- 0001_create_posts on PostgreSQL: makes the table.

CREATE TABLE posts (
    id uuid NOT NULL,
    slug varchar(80) NOT NULL,
    title varchar(200) NOT NULL,
    body text NOT NULL,
    comments integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT posts_pkey PRIMARY KEY (id),
    CONSTRAINT posts_slug_key UNIQUE (slug),
    CONSTRAINT posts_slug_check CHECK (char_length(slug) >= 1 AND slug ~ '^[a-z0-9-]+$'),
    CONSTRAINT posts_title_check CHECK (char_length(title) >= 1)
);

CREATE INDEX posts_created_at_idx ON posts (created_at DESC);

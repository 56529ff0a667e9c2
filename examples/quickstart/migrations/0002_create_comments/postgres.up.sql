-- 0002_create_comments on PostgreSQL: makes the table.

CREATE TABLE comments (
    id uuid NOT NULL,
    post_id uuid NOT NULL,
    author varchar(50) NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT comments_pkey PRIMARY KEY (id),
    CONSTRAINT comments_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts (id) ON DELETE CASCADE,
    CONSTRAINT comments_author_check CHECK (char_length(author) >= 1),
    CONSTRAINT comments_body_check CHECK (char_length(body) BETWEEN 1 AND 2000)
);

CREATE INDEX comments_post_id_created_at_idx ON comments (post_id, created_at DESC);

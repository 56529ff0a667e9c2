-- 0004_create_posts on PostgreSQL: makes the table.

CREATE TABLE posts (
    id uuid NOT NULL,
    thread_id bigint NOT NULL,
    author_id bigint NOT NULL,
    parent_id uuid,
    words integer NOT NULL DEFAULT 0,
    replies integer NOT NULL DEFAULT 0,
    likes integer NOT NULL DEFAULT 0,
    gone_at timestamptz,
    CONSTRAINT posts_pkey PRIMARY KEY (id),
    CONSTRAINT posts_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES threads (id) ON DELETE CASCADE,
    CONSTRAINT posts_author_id_fkey FOREIGN KEY (author_id) REFERENCES authors (id) ON DELETE CASCADE,
    CONSTRAINT posts_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES posts (id) ON DELETE CASCADE
);

CREATE INDEX posts_thread_id_idx ON posts (thread_id);

CREATE INDEX posts_author_id_idx ON posts (author_id);

CREATE INDEX posts_parent_id_idx ON posts (parent_id);

-- 0004_create_posts on SQLite: makes the table.

CREATE TABLE posts (
    id BLOB NOT NULL,
    thread_id INTEGER NOT NULL,
    author_id INTEGER NOT NULL,
    parent_id BLOB,
    words INTEGER NOT NULL DEFAULT 0,
    replies INTEGER NOT NULL DEFAULT 0,
    likes INTEGER NOT NULL DEFAULT 0,
    gone_at INTEGER,
    CONSTRAINT posts_pkey PRIMARY KEY (id),
    CONSTRAINT posts_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES threads (id) ON DELETE CASCADE,
    CONSTRAINT posts_author_id_fkey FOREIGN KEY (author_id) REFERENCES authors (id) ON DELETE CASCADE,
    CONSTRAINT posts_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES posts (id) ON DELETE CASCADE
) STRICT;

CREATE INDEX posts_thread_id_idx ON posts (thread_id);

CREATE INDEX posts_author_id_idx ON posts (author_id);

CREATE INDEX posts_parent_id_idx ON posts (parent_id);

-- 0006_create_likes on SQLite: makes the table.

CREATE TABLE likes (
    id INTEGER NOT NULL,
    post_id BLOB NOT NULL,
    author_id INTEGER NOT NULL,
    smiley_id INTEGER,
    weight INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT likes_pkey PRIMARY KEY (id),
    CONSTRAINT likes_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts (id) ON DELETE CASCADE,
    CONSTRAINT likes_author_id_fkey FOREIGN KEY (author_id) REFERENCES authors (id) ON DELETE CASCADE,
    CONSTRAINT likes_smiley_id_fkey FOREIGN KEY (smiley_id) REFERENCES smileys (id) ON DELETE SET NULL
) STRICT;

CREATE INDEX likes_post_id_idx ON likes (post_id);

CREATE INDEX likes_author_id_idx ON likes (author_id);

CREATE INDEX likes_smiley_id_idx ON likes (smiley_id);

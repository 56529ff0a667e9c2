-- 0004_create_posts on MySQL: makes the table.

CREATE TABLE posts (
    id BINARY(16) NOT NULL,
    thread_id BIGINT NOT NULL,
    author_id BIGINT NOT NULL,
    parent_id BINARY(16),
    words INT NOT NULL DEFAULT 0,
    replies INT NOT NULL DEFAULT 0,
    likes INT NOT NULL DEFAULT 0,
    gone_at DATETIME(6),
    CONSTRAINT posts_pkey PRIMARY KEY (id),
    CONSTRAINT posts_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES threads (id) ON DELETE CASCADE,
    CONSTRAINT posts_author_id_fkey FOREIGN KEY (author_id) REFERENCES authors (id) ON DELETE CASCADE,
    CONSTRAINT posts_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES posts (id) ON DELETE CASCADE,
    KEY posts_thread_id_idx (thread_id),
    KEY posts_author_id_idx (author_id),
    KEY posts_parent_id_idx (parent_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

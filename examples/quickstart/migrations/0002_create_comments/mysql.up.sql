-- 0002_create_comments on MySQL: makes the table.

CREATE TABLE comments (
    id BINARY(16) NOT NULL,
    post_id BINARY(16) NOT NULL,
    author VARCHAR(50) NOT NULL,
    body MEDIUMTEXT NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    CONSTRAINT comments_pkey PRIMARY KEY (id),
    CONSTRAINT comments_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts (id) ON DELETE CASCADE,
    CONSTRAINT comments_author_check CHECK (CHAR_LENGTH(author) >= 1),
    CONSTRAINT comments_body_check CHECK (CHAR_LENGTH(body) BETWEEN 1 AND 2000),
    KEY comments_post_id_created_at_idx (post_id, created_at DESC)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

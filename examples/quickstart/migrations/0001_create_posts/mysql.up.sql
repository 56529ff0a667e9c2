-- 0001_create_posts on MySQL: makes the table.

CREATE TABLE posts (
    id BINARY(16) NOT NULL,
    slug VARCHAR(80) NOT NULL,
    title VARCHAR(200) NOT NULL,
    body LONGTEXT NOT NULL,
    comments INT NOT NULL DEFAULT 0,
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    CONSTRAINT posts_pkey PRIMARY KEY (id),
    CONSTRAINT posts_slug_key UNIQUE (slug),
    CONSTRAINT posts_slug_check CHECK (CHAR_LENGTH(slug) >= 1 AND slug NOT REGEXP '[^a-z0-9-]'),
    CONSTRAINT posts_title_check CHECK (CHAR_LENGTH(title) >= 1),
    KEY posts_created_at_idx (created_at DESC)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

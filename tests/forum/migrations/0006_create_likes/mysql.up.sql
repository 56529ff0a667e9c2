-- 0006_create_likes on MySQL: makes the table.

CREATE TABLE likes (
    id BIGINT AUTO_INCREMENT NOT NULL,
    post_id BINARY(16) NOT NULL,
    author_id BIGINT NOT NULL,
    smiley_id BIGINT,
    weight BIGINT NOT NULL DEFAULT 1,
    CONSTRAINT likes_pkey PRIMARY KEY (id),
    CONSTRAINT likes_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts (id) ON DELETE CASCADE,
    CONSTRAINT likes_author_id_fkey FOREIGN KEY (author_id) REFERENCES authors (id) ON DELETE CASCADE,
    CONSTRAINT likes_smiley_id_fkey FOREIGN KEY (smiley_id) REFERENCES smileys (id) ON DELETE SET NULL,
    KEY likes_post_id_idx (post_id),
    KEY likes_author_id_idx (author_id),
    KEY likes_smiley_id_idx (smiley_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- 0002_create_authors on MySQL: makes the table.

CREATE TABLE authors (
    id BIGINT AUTO_INCREMENT NOT NULL,
    likes BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT authors_pkey PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

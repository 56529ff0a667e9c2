-- 0007_create_tokens on MySQL: makes the table.

CREATE TABLE tokens (
    id BINARY(16) NOT NULL,
    title VARCHAR(50) NOT NULL,
    CONSTRAINT tokens_pkey PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

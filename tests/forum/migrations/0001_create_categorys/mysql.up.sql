-- 0001_create_categorys on MySQL: makes the table.

CREATE TABLE categorys (
    id BIGINT AUTO_INCREMENT NOT NULL,
    threads INT NOT NULL DEFAULT 0,
    length BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT categorys_pkey PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

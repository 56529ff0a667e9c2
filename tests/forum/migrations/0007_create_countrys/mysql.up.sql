-- 0007_create_countrys on MySQL: makes the table.

CREATE TABLE countrys (
    id BIGINT AUTO_INCREMENT NOT NULL,
    teams INT NOT NULL DEFAULT 0,
    players INT NOT NULL DEFAULT 0,
    CONSTRAINT countrys_pkey PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

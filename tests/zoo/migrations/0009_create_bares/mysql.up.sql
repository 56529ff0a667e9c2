-- 0009_create_bares on MySQL: makes the table.

CREATE TABLE bares (
    i BIGINT AUTO_INCREMENT NOT NULL,
    CONSTRAINT bares_pkey PRIMARY KEY (i)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- 0008_create_sponsors on MySQL: makes the table.

CREATE TABLE sponsors (
    id BIGINT AUTO_INCREMENT NOT NULL,
    boards INT NOT NULL DEFAULT 0,
    CONSTRAINT sponsors_pkey PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

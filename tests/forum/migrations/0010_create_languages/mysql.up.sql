-- 0010_create_languages on MySQL: makes the table.

CREATE TABLE languages (
    id BIGINT AUTO_INCREMENT NOT NULL,
    replies BIGINT NOT NULL DEFAULT 0,
    bytes BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT languages_pkey PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

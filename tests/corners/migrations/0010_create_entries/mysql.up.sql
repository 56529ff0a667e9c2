-- 0010_create_entries on MySQL: makes the table.

CREATE TABLE entries (
    id BIGINT AUTO_INCREMENT NOT NULL,
    account_id BIGINT NOT NULL,
    what VARCHAR(20) NOT NULL,
    `before` BIGINT,
    after BIGINT,
    CONSTRAINT entries_pkey PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

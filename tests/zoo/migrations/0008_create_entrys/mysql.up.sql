-- 0008_create_entrys on MySQL: makes the table.

CREATE TABLE entrys (
    id BIGINT AUTO_INCREMENT NOT NULL,
    account_id BIGINT,
    words BIGINT NOT NULL,
    ratio DOUBLE,
    gone_at DATETIME(6),
    made_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    CONSTRAINT entrys_pkey PRIMARY KEY (id),
    CONSTRAINT entrys_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE SET NULL,
    KEY entrys_account_id_idx (account_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- 0009_create_accounts on MySQL: makes the table.

CREATE TABLE accounts (
    id BIGINT AUTO_INCREMENT NOT NULL,
    number VARCHAR(20) NOT NULL,
    holder VARCHAR(20) NOT NULL,
    balance BIGINT NOT NULL DEFAULT 0,
    closed_at DATETIME(6),
    revision BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT accounts_pkey PRIMARY KEY (id),
    CONSTRAINT accounts_number_key UNIQUE (number),
    CONSTRAINT accounts_number_check CHECK (number NOT LIKE '% ')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

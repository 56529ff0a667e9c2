-- 0013_create_accounts on MySQL: makes the table.

CREATE TABLE accounts (
    id BIGINT AUTO_INCREMENT NOT NULL,
    number VARCHAR(20) NOT NULL,
    title VARCHAR(60) NOT NULL,
    guest_id BIGINT,
    credit INT NOT NULL DEFAULT 0,
    payments BIGINT NOT NULL DEFAULT 0,
    paid BIGINT NOT NULL DEFAULT 0,
    revision INT NOT NULL DEFAULT 0,
    search_tokens LONGTEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    CONSTRAINT accounts_pkey PRIMARY KEY (id),
    CONSTRAINT accounts_number_key UNIQUE (number),
    CONSTRAINT accounts_guest_id_fkey FOREIGN KEY (guest_id) REFERENCES guests (id) ON DELETE SET NULL,
    CONSTRAINT accounts_number_check CHECK (number NOT LIKE '% '),
    KEY accounts_guest_id_title_idx (guest_id, title),
    FULLTEXT KEY accounts_search_idx (search_tokens)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

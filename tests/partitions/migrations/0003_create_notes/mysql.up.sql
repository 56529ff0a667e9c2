-- 0003_create_notes on MySQL: makes the table.

CREATE TABLE notes (
    id BINARY(16) NOT NULL,
    shop_code VARCHAR(20) NOT NULL,
    room_id BINARY(16) NOT NULL,
    nonce VARCHAR(20) NOT NULL,
    body MEDIUMTEXT NOT NULL,
    weight INT NOT NULL DEFAULT 1,
    revision BIGINT NOT NULL DEFAULT 0,
    made_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    search_tokens LONGTEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    CONSTRAINT notes_pkey PRIMARY KEY (id),
    CONSTRAINT notes_shop_code_nonce_made_at_key UNIQUE (shop_code, nonce, made_at),
    CONSTRAINT notes_shop_code_fkey FOREIGN KEY (shop_code) REFERENCES shops (shop_code) ON DELETE CASCADE,
    CONSTRAINT notes_shop_code_room_id_fkey FOREIGN KEY (shop_code, room_id) REFERENCES rooms (shop_code, id) ON DELETE CASCADE,
    CONSTRAINT notes_shop_code_check CHECK (shop_code NOT LIKE '% '),
    CONSTRAINT notes_nonce_check CHECK (nonce NOT LIKE '% '),
    CONSTRAINT notes_body_check CHECK (CHAR_LENGTH(body) BETWEEN 1 AND 1000),
    KEY notes_room_id_made_at_idx (room_id, made_at DESC, id DESC),
    KEY notes_shop_code_room_id_idx (shop_code, room_id),
    FULLTEXT KEY notes_search_idx (search_tokens)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- 0011_create_speakers on MySQL: makes the table.

CREATE TABLE speakers (
    id BINARY(16) NOT NULL,
    board_code VARCHAR(20) NOT NULL,
    language_id BIGINT,
    replies INT NOT NULL DEFAULT 0,
    CONSTRAINT speakers_pkey PRIMARY KEY (id),
    CONSTRAINT speakers_board_code_id_key UNIQUE (board_code, id),
    CONSTRAINT speakers_board_code_fkey FOREIGN KEY (board_code) REFERENCES boards (board_code) ON DELETE CASCADE,
    CONSTRAINT speakers_language_id_fkey FOREIGN KEY (language_id) REFERENCES languages (id) ON DELETE CASCADE,
    CONSTRAINT speakers_board_code_check CHECK (board_code NOT LIKE '% '),
    KEY speakers_language_id_idx (language_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

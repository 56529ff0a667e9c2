-- 0009_create_boards on MySQL: makes the table.

CREATE TABLE boards (
    id BINARY(16) NOT NULL,
    number INT NOT NULL,
    board_code VARCHAR(20) NOT NULL,
    sponsor_id BIGINT,
    CONSTRAINT boards_pkey PRIMARY KEY (id),
    CONSTRAINT boards_number_key UNIQUE (number),
    CONSTRAINT boards_board_code_key UNIQUE (board_code),
    CONSTRAINT boards_sponsor_id_fkey FOREIGN KEY (sponsor_id) REFERENCES sponsors (id) ON DELETE CASCADE,
    CONSTRAINT boards_board_code_check CHECK (CHAR_LENGTH(board_code) >= 2 AND board_code NOT LIKE '% '),
    KEY boards_sponsor_id_idx (sponsor_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- 0009_create_boards on SQLite: makes the table.

CREATE TABLE boards (
    id BLOB NOT NULL,
    number INTEGER NOT NULL,
    board_code TEXT NOT NULL,
    sponsor_id INTEGER,
    CONSTRAINT boards_pkey PRIMARY KEY (id),
    CONSTRAINT boards_number_key UNIQUE (number),
    CONSTRAINT boards_board_code_key UNIQUE (board_code),
    CONSTRAINT boards_sponsor_id_fkey FOREIGN KEY (sponsor_id) REFERENCES sponsors (id) ON DELETE CASCADE,
    CONSTRAINT boards_board_code_check CHECK (length(board_code) BETWEEN 2 AND 20 AND board_code NOT LIKE '% ')
) STRICT;

CREATE INDEX boards_sponsor_id_idx ON boards (sponsor_id);

-- 0009_create_boards on PostgreSQL: makes the table.

CREATE TABLE boards (
    id uuid NOT NULL,
    number integer NOT NULL,
    board_code varchar(20) NOT NULL,
    sponsor_id bigint,
    CONSTRAINT boards_pkey PRIMARY KEY (id),
    CONSTRAINT boards_number_key UNIQUE (number),
    CONSTRAINT boards_board_code_key UNIQUE (board_code),
    CONSTRAINT boards_sponsor_id_fkey FOREIGN KEY (sponsor_id) REFERENCES sponsors (id) ON DELETE CASCADE,
    CONSTRAINT boards_board_code_check CHECK (char_length(board_code) >= 2 AND board_code NOT LIKE '% ')
);

CREATE INDEX boards_sponsor_id_idx ON boards (sponsor_id);

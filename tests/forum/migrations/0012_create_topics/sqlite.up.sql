-- 0012_create_topics on SQLite: makes the table.

CREATE TABLE topics (
    id BLOB NOT NULL,
    board_code TEXT NOT NULL,
    replies INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    notices INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT topics_pkey PRIMARY KEY (id),
    CONSTRAINT topics_board_code_id_key UNIQUE (board_code, id),
    CONSTRAINT topics_board_code_fkey FOREIGN KEY (board_code) REFERENCES boards (board_code) ON DELETE CASCADE,
    CONSTRAINT topics_board_code_check CHECK (length(board_code) <= 20 AND board_code NOT LIKE '% ')
) STRICT;

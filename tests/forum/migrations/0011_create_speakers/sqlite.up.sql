-- 0011_create_speakers on SQLite: makes the table.

CREATE TABLE speakers (
    id BLOB NOT NULL,
    board_code TEXT NOT NULL,
    language_id INTEGER,
    replies INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT speakers_pkey PRIMARY KEY (id),
    CONSTRAINT speakers_board_code_id_key UNIQUE (board_code, id),
    CONSTRAINT speakers_board_code_fkey FOREIGN KEY (board_code) REFERENCES boards (board_code) ON DELETE CASCADE,
    CONSTRAINT speakers_language_id_fkey FOREIGN KEY (language_id) REFERENCES languages (id) ON DELETE CASCADE,
    CONSTRAINT speakers_board_code_check CHECK (length(board_code) <= 20 AND board_code NOT LIKE '% ')
) STRICT;

CREATE INDEX speakers_language_id_idx ON speakers (language_id);

-- 0013_create_replys on SQLite: makes the table.

CREATE TABLE replys (
    id BLOB NOT NULL,
    board_code TEXT NOT NULL,
    topic_id BLOB NOT NULL,
    speaker_id BLOB NOT NULL,
    language_id INTEGER,
    bytes INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT replys_pkey PRIMARY KEY (id),
    CONSTRAINT replys_board_code_fkey FOREIGN KEY (board_code) REFERENCES boards (board_code) ON DELETE CASCADE,
    CONSTRAINT replys_board_code_topic_id_fkey FOREIGN KEY (board_code, topic_id) REFERENCES topics (board_code, id) ON DELETE CASCADE,
    CONSTRAINT replys_board_code_speaker_id_fkey FOREIGN KEY (board_code, speaker_id) REFERENCES speakers (board_code, id) ON DELETE CASCADE,
    CONSTRAINT replys_language_id_fkey FOREIGN KEY (language_id) REFERENCES languages (id) ON DELETE SET NULL,
    CONSTRAINT replys_board_code_check CHECK (length(board_code) <= 20 AND board_code NOT LIKE '% ')
) STRICT;

CREATE INDEX replys_board_code_topic_id_idx ON replys (board_code, topic_id);

CREATE INDEX replys_board_code_speaker_id_idx ON replys (board_code, speaker_id);

CREATE INDEX replys_language_id_idx ON replys (language_id);

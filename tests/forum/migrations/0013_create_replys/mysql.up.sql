-- 0013_create_replys on MySQL: makes the table.

CREATE TABLE replys (
    id BINARY(16) NOT NULL,
    board_code VARCHAR(20) NOT NULL,
    topic_id BINARY(16) NOT NULL,
    speaker_id BINARY(16) NOT NULL,
    language_id BIGINT,
    bytes INT NOT NULL DEFAULT 0,
    CONSTRAINT replys_pkey PRIMARY KEY (id),
    CONSTRAINT replys_board_code_fkey FOREIGN KEY (board_code) REFERENCES boards (board_code) ON DELETE CASCADE,
    CONSTRAINT replys_board_code_topic_id_fkey FOREIGN KEY (board_code, topic_id) REFERENCES topics (board_code, id) ON DELETE CASCADE,
    CONSTRAINT replys_board_code_speaker_id_fkey FOREIGN KEY (board_code, speaker_id) REFERENCES speakers (board_code, id) ON DELETE CASCADE,
    CONSTRAINT replys_language_id_fkey FOREIGN KEY (language_id) REFERENCES languages (id) ON DELETE SET NULL,
    CONSTRAINT replys_board_code_check CHECK (board_code NOT LIKE '% '),
    KEY replys_board_code_topic_id_idx (board_code, topic_id),
    KEY replys_board_code_speaker_id_idx (board_code, speaker_id),
    KEY replys_language_id_idx (language_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

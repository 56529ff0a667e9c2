-- 0012_create_topics on MySQL: makes the table.

CREATE TABLE topics (
    id BINARY(16) NOT NULL,
    board_code VARCHAR(20) NOT NULL,
    replies INT NOT NULL DEFAULT 0,
    bytes BIGINT NOT NULL DEFAULT 0,
    notices INT NOT NULL DEFAULT 0,
    CONSTRAINT topics_pkey PRIMARY KEY (id),
    CONSTRAINT topics_board_code_id_key UNIQUE (board_code, id),
    CONSTRAINT topics_board_code_fkey FOREIGN KEY (board_code) REFERENCES boards (board_code) ON DELETE CASCADE,
    CONSTRAINT topics_board_code_check CHECK (board_code NOT LIKE '% ')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- 0014_create_notices on MySQL: makes the table.

CREATE TABLE notices (
    id BIGINT AUTO_INCREMENT NOT NULL,
    topic_id BINARY(16) NOT NULL,
    board_id BINARY(16),
    CONSTRAINT notices_pkey PRIMARY KEY (id),
    CONSTRAINT notices_topic_id_fkey FOREIGN KEY (topic_id) REFERENCES topics (id) ON DELETE CASCADE,
    CONSTRAINT notices_board_id_fkey FOREIGN KEY (board_id) REFERENCES boards (id) ON DELETE CASCADE,
    KEY notices_topic_id_idx (topic_id),
    KEY notices_board_id_idx (board_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

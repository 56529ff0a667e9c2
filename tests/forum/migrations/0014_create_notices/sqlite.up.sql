-- 0014_create_notices on SQLite: makes the table.

CREATE TABLE notices (
    id INTEGER NOT NULL,
    topic_id BLOB NOT NULL,
    board_id BLOB,
    CONSTRAINT notices_pkey PRIMARY KEY (id),
    CONSTRAINT notices_topic_id_fkey FOREIGN KEY (topic_id) REFERENCES topics (id) ON DELETE CASCADE,
    CONSTRAINT notices_board_id_fkey FOREIGN KEY (board_id) REFERENCES boards (id) ON DELETE CASCADE
) STRICT;

CREATE INDEX notices_topic_id_idx ON notices (topic_id);

CREATE INDEX notices_board_id_idx ON notices (board_id);

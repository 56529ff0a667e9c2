-- 0012_create_topics on PostgreSQL: makes the table.

CREATE TABLE topics (
    id uuid NOT NULL,
    board_code varchar(20) NOT NULL,
    replies integer NOT NULL DEFAULT 0,
    bytes bigint NOT NULL DEFAULT 0,
    notices integer NOT NULL DEFAULT 0,
    CONSTRAINT topics_pkey PRIMARY KEY (id),
    CONSTRAINT topics_board_code_id_key UNIQUE (board_code, id),
    CONSTRAINT topics_board_code_fkey FOREIGN KEY (board_code) REFERENCES boards (board_code) ON DELETE CASCADE,
    CONSTRAINT topics_board_code_check CHECK (board_code NOT LIKE '% ')
);

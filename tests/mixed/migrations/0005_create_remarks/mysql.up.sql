-- 0005_create_remarks on MySQL: makes the table.

CREATE TABLE remarks (
    id BINARY(16) NOT NULL,
    team_id VARCHAR(30) NOT NULL,
    task_id BINARY(16) NOT NULL,
    author_id BINARY(16),
    text MEDIUMTEXT NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    CONSTRAINT remarks_pkey PRIMARY KEY (id),
    CONSTRAINT remarks_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (team_id) ON DELETE CASCADE,
    CONSTRAINT remarks_team_id_task_id_fkey FOREIGN KEY (team_id, task_id) REFERENCES tasks (team_id, id) ON DELETE CASCADE,
    CONSTRAINT remarks_author_id_fkey FOREIGN KEY (author_id) REFERENCES members (id) ON DELETE SET NULL,
    CONSTRAINT remarks_team_id_check CHECK (team_id NOT LIKE '% '),
    CONSTRAINT remarks_text_check CHECK (CHAR_LENGTH(text) BETWEEN 1 AND 2000),
    KEY remarks_task_id_created_at_idx (task_id, created_at DESC),
    KEY remarks_team_id_task_id_idx (team_id, task_id),
    KEY remarks_author_id_idx (author_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

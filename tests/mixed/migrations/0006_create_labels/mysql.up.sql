-- 0006_create_labels on MySQL: makes the table.

CREATE TABLE labels (
    id BINARY(16) NOT NULL,
    team_id VARCHAR(30) NOT NULL,
    task_id BINARY(16) NOT NULL,
    word VARCHAR(30) NOT NULL,
    CONSTRAINT labels_pkey PRIMARY KEY (id),
    CONSTRAINT labels_team_id_task_id_word_key UNIQUE (team_id, task_id, word),
    CONSTRAINT labels_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (team_id) ON DELETE CASCADE,
    CONSTRAINT labels_team_id_task_id_fkey FOREIGN KEY (team_id, task_id) REFERENCES tasks (team_id, id) ON DELETE CASCADE,
    CONSTRAINT labels_team_id_check CHECK (team_id NOT LIKE '% '),
    CONSTRAINT labels_word_check CHECK (CHAR_LENGTH(word) >= 1 AND word NOT LIKE '% '),
    KEY labels_task_id_idx (task_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

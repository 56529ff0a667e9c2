-- 0006_create_labels on SQLite: makes the table.

CREATE TABLE labels (
    id BLOB NOT NULL,
    team_id TEXT NOT NULL,
    task_id BLOB NOT NULL,
    word TEXT NOT NULL,
    CONSTRAINT labels_pkey PRIMARY KEY (id),
    CONSTRAINT labels_team_id_task_id_word_key UNIQUE (team_id, task_id, word),
    CONSTRAINT labels_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (team_id) ON DELETE CASCADE,
    CONSTRAINT labels_team_id_task_id_fkey FOREIGN KEY (team_id, task_id) REFERENCES tasks (team_id, id) ON DELETE CASCADE,
    CONSTRAINT labels_team_id_check CHECK (length(team_id) <= 30 AND team_id NOT LIKE '% '),
    CONSTRAINT labels_word_check CHECK (length(word) BETWEEN 1 AND 30 AND word NOT LIKE '% ')
) STRICT;

CREATE INDEX labels_task_id_idx ON labels (task_id);

-- 0006_create_labels on PostgreSQL: makes the table.

CREATE TABLE labels (
    id uuid NOT NULL,
    team_id varchar(30) NOT NULL,
    task_id uuid NOT NULL,
    word varchar(30) NOT NULL,
    CONSTRAINT labels_pkey PRIMARY KEY (id),
    CONSTRAINT labels_team_id_task_id_word_key UNIQUE (team_id, task_id, word),
    CONSTRAINT labels_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (team_id) ON DELETE CASCADE,
    CONSTRAINT labels_team_id_task_id_fkey FOREIGN KEY (team_id, task_id) REFERENCES tasks (team_id, id) ON DELETE CASCADE,
    CONSTRAINT labels_team_id_check CHECK (team_id NOT LIKE '% '),
    CONSTRAINT labels_word_check CHECK (char_length(word) >= 1 AND word NOT LIKE '% ')
);

CREATE INDEX labels_task_id_idx ON labels (task_id);

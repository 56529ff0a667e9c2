-- 0005_create_remarks on PostgreSQL: makes the table.

CREATE TABLE remarks (
    id uuid NOT NULL,
    team_id varchar(30) NOT NULL,
    task_id uuid NOT NULL,
    author_id uuid,
    text text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT remarks_pkey PRIMARY KEY (id),
    CONSTRAINT remarks_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (team_id) ON DELETE CASCADE,
    CONSTRAINT remarks_team_id_task_id_fkey FOREIGN KEY (team_id, task_id) REFERENCES tasks (team_id, id) ON DELETE CASCADE,
    CONSTRAINT remarks_author_id_fkey FOREIGN KEY (author_id) REFERENCES members (id) ON DELETE SET NULL,
    CONSTRAINT remarks_team_id_check CHECK (team_id NOT LIKE '% '),
    CONSTRAINT remarks_text_check CHECK (char_length(text) BETWEEN 1 AND 2000)
);

CREATE INDEX remarks_task_id_created_at_idx ON remarks (task_id, created_at DESC);

CREATE INDEX remarks_team_id_task_id_idx ON remarks (team_id, task_id);

CREATE INDEX remarks_author_id_idx ON remarks (author_id);

-- 0003_create_projects on PostgreSQL: makes the table.

CREATE TABLE projects (
    id uuid NOT NULL,
    team_id varchar(30) NOT NULL,
    lead_id uuid,
    title varchar(100) NOT NULL,
    task_count integer NOT NULL DEFAULT 0,
    points bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT projects_pkey PRIMARY KEY (id),
    CONSTRAINT projects_team_id_id_key UNIQUE (team_id, id),
    CONSTRAINT projects_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (team_id) ON DELETE CASCADE,
    CONSTRAINT projects_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES members (id) ON DELETE SET NULL,
    CONSTRAINT projects_team_id_check CHECK (team_id NOT LIKE '% '),
    CONSTRAINT projects_title_check CHECK (char_length(title) >= 1)
);

CREATE INDEX projects_lead_id_created_at_idx ON projects (lead_id, created_at DESC);

-- 0001_create_teams on PostgreSQL: makes the table.

CREATE TABLE teams (
    id uuid NOT NULL,
    team_id varchar(30) NOT NULL,
    name varchar(100) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT teams_pkey PRIMARY KEY (id),
    CONSTRAINT teams_team_id_key UNIQUE (team_id),
    CONSTRAINT teams_team_id_check CHECK (char_length(team_id) >= 1 AND team_id NOT LIKE '% ')
);

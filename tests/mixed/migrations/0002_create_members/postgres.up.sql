-- 0002_create_members on PostgreSQL: makes the table.

CREATE TABLE members (
    id uuid NOT NULL,
    team_id varchar(30) NOT NULL,
    email varchar(100) NOT NULL,
    name varchar(50) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT members_pkey PRIMARY KEY (id),
    CONSTRAINT members_team_id_email_key UNIQUE (team_id, email),
    CONSTRAINT members_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (team_id) ON DELETE CASCADE,
    CONSTRAINT members_team_id_check CHECK (team_id NOT LIKE '% '),
    CONSTRAINT members_email_check CHECK (email NOT LIKE '% '),
    CONSTRAINT members_name_check CHECK (char_length(name) >= 1)
);

-- 0002_create_members on MySQL: makes the table.

CREATE TABLE members (
    id BINARY(16) NOT NULL,
    team_id VARCHAR(30) NOT NULL,
    email VARCHAR(100) NOT NULL,
    name VARCHAR(50) NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    CONSTRAINT members_pkey PRIMARY KEY (id),
    CONSTRAINT members_team_id_email_key UNIQUE (team_id, email),
    CONSTRAINT members_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (team_id) ON DELETE CASCADE,
    CONSTRAINT members_team_id_check CHECK (team_id NOT LIKE '% '),
    CONSTRAINT members_email_check CHECK (email NOT LIKE '% '),
    CONSTRAINT members_name_check CHECK (CHAR_LENGTH(name) >= 1)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

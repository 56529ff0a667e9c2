-- 0007_create_desks on PostgreSQL: makes the table.

CREATE TABLE desks (
    team_id varchar(30) NOT NULL,
    floor integer NOT NULL,
    number integer NOT NULL,
    stays integer NOT NULL DEFAULT 0,
    CONSTRAINT desks_pkey PRIMARY KEY (team_id, floor, number),
    CONSTRAINT desks_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (team_id) ON DELETE CASCADE,
    CONSTRAINT desks_team_id_check CHECK (team_id NOT LIKE '% ')
);

-- 0008_create_stays on PostgreSQL: makes the table.

CREATE TABLE stays (
    id uuid NOT NULL,
    team_id varchar(30) NOT NULL,
    floor integer NOT NULL,
    number integer NOT NULL,
    day date NOT NULL,
    CONSTRAINT stays_pkey PRIMARY KEY (id),
    CONSTRAINT stays_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (team_id) ON DELETE CASCADE,
    CONSTRAINT stays_team_id_floor_number_fkey FOREIGN KEY (team_id, floor, number) REFERENCES desks (team_id, floor, number) ON DELETE CASCADE,
    CONSTRAINT stays_team_id_check CHECK (team_id NOT LIKE '% ')
);

CREATE INDEX stays_team_id_floor_number_idx ON stays (team_id, floor, number);

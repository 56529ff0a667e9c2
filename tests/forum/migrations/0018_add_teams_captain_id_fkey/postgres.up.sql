-- 0018_add_teams_captain_id_fkey on PostgreSQL: changes teams.

-- Ties teams to players: new rows are checked from here on.
ALTER TABLE teams
    ADD CONSTRAINT teams_captain_id_fkey FOREIGN KEY (captain_id) REFERENCES players (id) ON DELETE CASCADE NOT VALID;

-- Checks the rows that are there, without blocking writes.
ALTER TABLE teams VALIDATE CONSTRAINT teams_captain_id_fkey;

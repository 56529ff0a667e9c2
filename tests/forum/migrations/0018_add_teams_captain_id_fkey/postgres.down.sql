-- 0018_add_teams_captain_id_fkey on PostgreSQL: takes the change back.

-- Unties teams from players.
ALTER TABLE teams DROP CONSTRAINT teams_captain_id_fkey;

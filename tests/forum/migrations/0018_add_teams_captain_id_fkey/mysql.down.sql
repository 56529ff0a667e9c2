-- 0018_add_teams_captain_id_fkey on MySQL: takes the change back.

-- Unties teams from players.
ALTER TABLE teams DROP FOREIGN KEY teams_captain_id_fkey, ALGORITHM=INPLACE, LOCK=NONE;

-- 0018_add_teams_captain_id_fkey on MySQL: changes teams.

-- Ties teams to players: new rows are checked from here on.
SET SESSION foreign_key_checks = 0;
ALTER TABLE teams
    ADD CONSTRAINT teams_captain_id_fkey FOREIGN KEY (captain_id) REFERENCES players (id) ON DELETE CASCADE,
    ALGORITHM=INPLACE, LOCK=NONE;
SET SESSION foreign_key_checks = 1;

-- Looks for rows that are there and whose parent is not.
SELECT child.id, child.captain_id
FROM teams AS child
WHERE child.captain_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM players AS parent WHERE parent.id = child.captain_id);

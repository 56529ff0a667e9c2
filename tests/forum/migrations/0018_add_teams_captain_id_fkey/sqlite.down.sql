-- 0018_add_teams_captain_id_fkey on SQLite: takes the change back.

-- SQLite cannot change teams so in place: it is made anew, and its rows are copied.
PRAGMA legacy_alter_table = ON;
CREATE TABLE larder_new_teams (
    id INTEGER NOT NULL,
    country_id INTEGER NOT NULL,
    captain_id INTEGER,
    CONSTRAINT teams_pkey PRIMARY KEY (id),
    CONSTRAINT teams_country_id_fkey FOREIGN KEY (country_id) REFERENCES countrys (id) ON DELETE RESTRICT
) STRICT;
INSERT INTO larder_new_teams (id, country_id, captain_id)
SELECT id, country_id, captain_id
FROM teams;
DROP TABLE teams;
ALTER TABLE larder_new_teams RENAME TO teams;
PRAGMA legacy_alter_table = OFF;
CREATE INDEX teams_country_id_idx ON teams (country_id);
CREATE INDEX teams_captain_id_idx ON teams (captain_id);

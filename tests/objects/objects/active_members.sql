CREATE VIEW active_members AS
SELECT id, club_key, name, score, joined_at FROM members WHERE active;

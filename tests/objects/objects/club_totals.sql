CREATE VIEW club_totals AS
SELECT club_key, count(*) AS members, sum(score) AS score FROM active_members GROUP BY club_key;

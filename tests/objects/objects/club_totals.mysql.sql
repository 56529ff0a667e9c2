-- A sum of MySQL's is a decimal.
CREATE VIEW club_totals AS
SELECT club_key, count(*) AS members, CAST(sum(score) AS SIGNED) AS score FROM active_members GROUP BY club_key;

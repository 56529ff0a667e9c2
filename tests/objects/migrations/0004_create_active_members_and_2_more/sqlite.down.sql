-- 0004_create_active_members_and_2_more on SQLite: takes the change back.

-- Drops view club_totals.
DROP VIEW club_totals;

-- Drops trigger award.
DROP TRIGGER award;

-- Drops view active_members.
DROP VIEW active_members;

-- 0004_create_active_members_and_2_more on PostgreSQL: makes active_members, award and club_totals.

-- Makes view active_members.
CREATE VIEW active_members AS
SELECT id, club_key, name, score, joined_at FROM members WHERE active;

-- Makes function award.
CREATE FUNCTION award() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO awards (member_id, score) VALUES (NEW.id, NEW.score);
    RETURN NEW;
END;
$$;

-- Makes trigger award.
CREATE TRIGGER award AFTER UPDATE OF score ON members FOR EACH ROW
    WHEN (NEW.score > OLD.score) EXECUTE FUNCTION award();

-- Makes view club_totals.
CREATE VIEW club_totals AS
SELECT club_key, count(*) AS members, sum(score) AS score FROM active_members GROUP BY club_key;

-- 0004_create_active_members_and_2_more on MySQL: makes active_members, award and club_totals.

-- Makes view active_members.
CREATE VIEW active_members AS
SELECT id, club_key, name, score, joined_at FROM members WHERE active;

-- Makes trigger award.
CREATE TRIGGER award AFTER UPDATE ON members FOR EACH ROW
BEGIN
    IF NEW.score > OLD.score THEN
        INSERT INTO awards (member_id, score) VALUES (NEW.id, NEW.score);
    END IF;
END;

-- Makes view club_totals.
CREATE VIEW club_totals AS
SELECT club_key, count(*) AS members, CAST(sum(score) AS SIGNED) AS score FROM active_members GROUP BY club_key;

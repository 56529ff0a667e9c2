CREATE TRIGGER award AFTER UPDATE OF score ON members WHEN NEW.score > OLD.score
BEGIN
    INSERT INTO awards (member_id, score) VALUES (NEW.id, NEW.score);
END;

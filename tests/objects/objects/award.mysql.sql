DELIMITER //
CREATE TRIGGER award AFTER UPDATE ON members FOR EACH ROW
BEGIN
    IF NEW.score > OLD.score THEN
        INSERT INTO awards (member_id, score) VALUES (NEW.id, NEW.score);
    END IF;
END//
DELIMITER ;

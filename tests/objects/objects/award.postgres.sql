CREATE FUNCTION award() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO awards (member_id, score) VALUES (NEW.id, NEW.score);
    RETURN NEW;
END;
$$;

CREATE TRIGGER award AFTER UPDATE OF score ON members FOR EACH ROW
    WHEN (NEW.score > OLD.score) EXECUTE FUNCTION award();

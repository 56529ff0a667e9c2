CREATE VIEW followed AS SELECT name FROM authors;
INSERT INTO authors (name) VALUES (1);

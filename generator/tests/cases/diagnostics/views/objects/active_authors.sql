CREATE VIEW active_authors AS SELECT * FROM authors;

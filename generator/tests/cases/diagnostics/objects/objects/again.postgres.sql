CREATE VIEW Same AS SELECT name FROM authors;

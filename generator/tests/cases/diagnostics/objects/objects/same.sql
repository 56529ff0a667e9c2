CREATE VIEW same AS SELECT name FROM authors;

CREATE VIEW engine AS SELECT name FROM authors;

-- 0011_create_members on SQLite: takes the table back.

DROP TABLE members;
DROP TABLE members_search;

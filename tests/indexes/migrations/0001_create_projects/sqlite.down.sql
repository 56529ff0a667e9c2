-- 0001_create_projects on SQLite: takes the table back.

DROP TABLE projects;

-- 0001_create_projects on PostgreSQL: takes the table back.

DROP TABLE projects;

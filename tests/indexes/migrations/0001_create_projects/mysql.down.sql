-- 0001_create_projects on MySQL: takes the table back.

DROP TABLE projects;

-- 0001_create_workspaces on MySQL: takes the table back.

DROP TABLE workspaces;

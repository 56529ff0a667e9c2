-- 0001_create_workspaces on SQLite: takes the table back.

DROP TABLE workspaces;

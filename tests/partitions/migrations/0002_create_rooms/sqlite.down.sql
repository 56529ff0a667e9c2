-- 0002_create_rooms on SQLite: takes the table back.

DROP TABLE rooms;

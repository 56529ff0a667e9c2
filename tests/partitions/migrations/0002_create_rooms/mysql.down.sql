-- 0002_create_rooms on MySQL: takes the table back.

DROP TABLE rooms;

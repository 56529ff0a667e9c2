-- 0002_create_rooms on PostgreSQL: takes the table back.

DROP TABLE rooms;

-- 0006_create_slots on SQLite: takes the table back.

DROP TABLE slots;

-- 0006_create_slots on MySQL: takes the table back.

DROP TABLE slots;

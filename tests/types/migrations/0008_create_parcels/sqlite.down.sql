-- 0008_create_parcels on SQLite: takes the table back.

DROP TABLE parcels;

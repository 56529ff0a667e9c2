-- 0008_create_parcels on MySQL: takes the table back.

DROP TABLE parcels;

-- when Azure asked to come again, while a call waits to be sent
alter table mr_operation add column not_before timestamp(3) with time zone;

-- How many whole releases of a model were started: its row is locked while one starts, so that
-- whatever is decided about the older ones holds until the newer one is there.
create table mr_model_turn (
  model   varchar(128) primary key,
  started integer not null
);

-- its place in the order of starts; null for single steps, and for those before this table
alter table mr_release add column turn integer;
alter table mr_release add column waits_for_turn boolean default false not null;
-- when the first call that changes production was about to be sent
alter table mr_release add column in_production_at timestamp(3) with time zone;
-- an admin started it while production was closed
alter table mr_release add column through_freeze boolean default false not null;
-- why it does not go on to production
alter table mr_release add column held mr_text;
alter table mr_release add column stop_asked_by varchar(254);
create index mr_release_open_of_model on mr_release (model, ended_at);
create index mr_release_of_instance on mr_release (root_instance);

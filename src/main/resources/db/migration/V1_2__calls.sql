-- calls that change Azure and have not been answered: written before each is sent, in a transaction of its own
create table mr_call (
  release_id  varchar(64) not null references mr_release (id),
  environment varchar(16) not null,
  operation   varchar(64) not null,
  sent_at     timestamp(3) with time zone not null,
  primary key (release_id, environment, operation)
);

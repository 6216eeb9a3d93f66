-- tokens that are taken once; the id is a hash of issuer and token id
create table mr_used_token (
  id         varchar(64) primary key,
  expires_at timestamp(3) with time zone not null
);
create index mr_used_token_by_age on mr_used_token (expires_at);

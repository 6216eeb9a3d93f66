-- to whom of the identity provider's people a name belongs: names may change there, this does not
create table mr_person (
  user_id varchar(64) primary key,
  issuer  varchar(254) not null,
  subject varchar(254) not null,
  constraint mr_person_once unique (issuer, subject)
);

-- what the two databases name differently
create domain mr_bytes as bytea;
create domain mr_text as text;

-- what the two databases name differently
create domain mr_bytes as binary large object;
create domain mr_text as character large object;

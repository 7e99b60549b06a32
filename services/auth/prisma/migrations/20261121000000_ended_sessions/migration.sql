-- Sessions that have just ended are looked up often: their access tokens are refused until they expire.
create index session_ended on session (revoked_time) where revoked_time is not null;

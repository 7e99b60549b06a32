import { type Database, statement, type Transaction } from '@sippy/kit/db';
import { newId } from '@sippy/kit/ids';
import { serviceScope } from '@sippy/kit/scope';
import { endOf, expiryOf, type SessionKindName } from '../domain/session-life.ts';
import { digestOf, newSecret } from '../domain/tokens.ts';
import { type SessionEndName, sessionRevoked } from '../messages/facts.ts';

/** Whose session is to begin, and from where. */
export interface NewSession {
  kind: SessionKindName;
  userId?: string;
  staffId?: string;
  deviceId?: string;
  organisationId?: string;
  cafeId?: string;
  userAgent: string;
  ip: string;
}

/** A session as the database holds it. */
export interface SessionRow {
  sessionId: string;
  kind: SessionKindName;
  userId: string | null;
  staffId: string | null;
  deviceId: string | null;
  organisationId: string | null;
  cafeId: string | null;
  expiresTime: Date;
  endsTime: Date;
  revokedTime: Date | null;
}

/** A session with its live refresh token. */
export interface OpenSession {
  sessionId: string;
  refreshToken: string;
  expires: Date;
}

/** Which sessions to end. */
export type SessionFilter =
  | { sessionId: string }
  | { userId: string; except?: string | undefined }
  | { staffId: string }
  | { deviceId: string };

/** Most characters kept of how a client names itself. */
export const MAX_USER_AGENT = 200;

const COLUMNS = `s.session_id as "sessionId", s.kind, s.user_id as "userId", s.staff_id as "staffId",
  s.device_id as "deviceId", s.organisation_id as "organisationId", s.cafe_id as "cafeId",
  s.expires_time as "expiresTime", s.ends_time as "endsTime", s.revoked_time as "revokedTime"`;

const insertSession = statement<object>(
  'auth_insert_session',
  `with made as (
     insert into session (session_id, kind, user_id, staff_id, device_id, organisation_id, cafe_id, user_agent, ip,
       created_time, last_used_time, expires_time, ends_time)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, $11, $12) returning session_id
   )
   insert into refresh_token (token_hash, session_id, made_time) select $13::bytea, session_id, $10 from made`,
);

const findByToken = statement<SessionRow>(
  'auth_find_session_by_token',
  `select ${COLUMNS} from refresh_token t join session s using (session_id) where t.token_hash = $1`,
);

const lockSession = statement<SessionRow>(
  'auth_lock_session',
  `select ${COLUMNS} from session s where s.session_id = $1 for update`,
);

const endSessions = statement<SessionRow>(
  'auth_end_sessions',
  `update session s set revoked_time = $1, revoked_for = $2
   where s.revoked_time is null
     and (s.session_id = $3 or (s.user_id = $4 and s.session_id is distinct from $5) or s.staff_id = $6 or s.device_id = $7)
   returning ${COLUMNS}`,
);

const endedSinceSql = statement<{ sessionId: string; revokedTime: Date }>(
  'auth_sessions_ended_since',
  `select session_id as "sessionId", revoked_time as "revokedTime" from session where revoked_time > $1`,
);

function insertParams(session: NewSession, now: Date): { open: OpenSession; params: unknown[] } {
  const sessionId = newId();
  const refreshToken = newSecret();
  const ends = endOf(session.kind, now);
  const expires = expiryOf(session.kind, now, ends);
  const { kind, userId, staffId, deviceId, organisationId, cafeId } = session;
  return {
    open: { sessionId, refreshToken, expires },
    params: [
      sessionId,
      kind,
      userId ?? null,
      staffId ?? null,
      deviceId ?? null,
      organisationId ?? null,
      cafeId ?? null,
      session.userAgent.slice(0, MAX_USER_AGENT),
      session.ip,
      now,
      expires,
      ends,
      digestOf(refreshToken),
    ],
  };
}

/** Begins a session. */
export async function beginSession(db: Database, session: NewSession, now: Date): Promise<OpenSession> {
  const { open, params } = insertParams(session, now);
  await db.command(serviceScope, insertSession, params);
  return open;
}

/** Begins a session as part of a transaction under the service scope. */
export async function beginSessionIn(tx: Transaction, session: NewSession, now: Date): Promise<OpenSession> {
  const { open, params } = insertParams(session, now);
  await tx.query(insertSession, params);
  return open;
}

/** The session that a refresh token, live or spent, belongs to. */
export async function sessionOfToken(db: Database, token: string): Promise<SessionRow | undefined> {
  const [row] = await db.read(serviceScope, findByToken, [digestOf(token)]);
  return row;
}

/** Locks and reads a session. */
export async function lockSessionIn(tx: Transaction, sessionId: string): Promise<SessionRow | undefined> {
  const [row] = await tx.query(lockSession, [sessionId]);
  return row;
}

/** Whether a session can go on. */
export function isOpen(session: SessionRow, now: Date): boolean {
  return session.revokedTime === null && session.expiresTime > now && session.endsTime > now;
}

/** Ends sessions as part of a transaction under the service scope, and says so. Returns how many. */
export async function endIn(
  tx: Transaction,
  filter: SessionFilter,
  why: SessionEndName,
  now: Date,
): Promise<number> {
  const by = filter as Partial<{
    sessionId: string;
    userId: string;
    except: string;
    staffId: string;
    deviceId: string;
  }>;
  const ended = await tx.query(endSessions, [
    now,
    why,
    by.sessionId ?? null,
    by.userId ?? null,
    by.except ?? null,
    by.staffId ?? null,
    by.deviceId ?? null,
  ]);
  await tx.append(ended.map((session) => sessionRevoked(session, why)));
  return ended.length;
}

/** Ends sessions. */
export function endAll(db: Database, filter: SessionFilter, why: SessionEndName, now: Date): Promise<number> {
  return db.transaction(serviceScope, (tx) => endIn(tx, filter, why, now));
}

/** Sessions that were ended before their time since then. */
export function sessionsEndedSince(
  db: Database,
  since: Date,
): Promise<{ sessionId: string; revokedTime: Date }[]> {
  return db.read(serviceScope, endedSinceSql, [since]);
}

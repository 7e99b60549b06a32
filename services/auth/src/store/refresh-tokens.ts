import { type Database, statement, type Transaction } from '@sippy/kit/db';
import { serviceScope } from '@sippy/kit/scope';
import { expiryOf, REFRESH_GRACE_MS } from '../domain/session-life.ts';
import { digestOf, newSalt, successorOf } from '../domain/tokens.ts';
import { endIn, isOpen, lockSessionIn, MAX_USER_AGENT, type OpenSession } from './sessions.ts';

const readToken = statement<{ spentTime: Date | null; salt: Buffer | null; requestHash: Buffer | null }>(
  'auth_read_refresh_token',
  `select spent_time as "spentTime", salt, request_hash as "requestHash" from refresh_token
   where token_hash = $1 and session_id = $2`,
);

const spendToken = statement<object>(
  'auth_spend_refresh_token',
  `with spent as (
     update refresh_token set spent_time = $2, salt = $3, request_hash = $4 where token_hash = $1
     returning session_id
   )
   select session_id from spent`,
);

const insertToken = statement<object>(
  'auth_insert_refresh_token',
  'insert into refresh_token (token_hash, session_id, made_time) values ($1, $2, $3)',
);

const touchSession = statement<object>(
  'auth_touch_session',
  `update session set last_used_time = $2, expires_time = $3, ip = $4, user_agent = $5 where session_id = $1`,
);

/** A refresh token in use: the token, where it comes from, and the id of the try where the client gave one. */
export interface TokenUse {
  token: string;
  requestId: string;
  userAgent: string;
  ip: string;
}

/**
 * Spends a refresh token and gives the one that follows. A second use within the grace period, or by the same try while
 * the follower is unused, gets the same follower; any other ends the session: then the answer is `reused`. `ended` means
 * that the session cannot go on.
 */
export function rotate(
  db: Database,
  sessionId: string,
  use: TokenUse,
  now: Date,
): Promise<OpenSession | 'reused' | 'ended'> {
  return db.transaction(serviceScope, async (tx) => {
    const session = await lockSessionIn(tx, sessionId);
    const [token] = await tx.query(readToken, [digestOf(use.token), sessionId]);
    if (!session || !token || !isOpen(session, now)) return 'ended';
    const expires = expiryOf(session.kind, now, session.endsTime);
    if (token.spentTime === null) {
      const next = await spend(tx, sessionId, use, now);
      await tx.query(touchSession, [sessionId, now, expires, use.ip, use.userAgent.slice(0, MAX_USER_AGENT)]);
      return { sessionId, refreshToken: next, expires };
    }
    const follower = await followerOf(tx, sessionId, use, now);
    if (follower !== undefined) return { sessionId, refreshToken: follower, expires };
    await endIn(tx, { sessionId }, 'TOKEN_REUSED', now);
    return 'reused';
  });
}

async function spend(tx: Transaction, sessionId: string, use: TokenUse, now: Date): Promise<string> {
  const salt = newSalt();
  const next = successorOf(use.token, salt);
  const requestHash = use.requestId === '' ? null : digestOf(use.requestId);
  await tx.query(spendToken, [digestOf(use.token), now, salt, requestHash]);
  await tx.query(insertToken, [digestOf(next), sessionId, now]);
  return next;
}

/** Follows a spent token to the live one, if the token may be used again. */
async function followerOf(
  tx: Transaction,
  sessionId: string,
  use: TokenUse,
  now: Date,
): Promise<string | undefined> {
  let token = use.token;
  for (let steps = 0; steps < 100; steps++) {
    const [row] = await tx.query(readToken, [digestOf(token), sessionId]);
    if (!row) return undefined;
    if (row.spentTime === null) return token;
    const inGrace = now.getTime() - row.spentTime.getTime() <= REFRESH_GRACE_MS;
    const sameTry = steps === 0 && use.requestId !== '' && row.requestHash?.equals(digestOf(use.requestId));
    if (!row.salt || !(inGrace || sameTry)) return undefined;
    token = successorOf(token, row.salt);
  }
  return undefined;
}

import { SessionKind, type Tokens } from '@sippy/proto/web/auth/v1/auth';
import { v7 as newId } from 'uuid';
import type { TokenSource } from './caller.ts';
import { SippyError } from './error.ts';

/** A signed-in session, as it can be kept between starts of a program. Both tokens are secrets. */
export interface SavedSession {
  accessToken: string;
  /** When the access token expires, in epoch milliseconds. */
  accessExpiresAt: number;
  /** Empty where the refresh token is in a browser's cookie. */
  refreshToken: string;
}

/** Asks auth for the next tokens. The same `requestId` repeats a try whose answer was lost. */
export type Refresh = (
  refreshToken: string,
  cookie: SessionKind,
  requestId: string,
) => Promise<Tokens | undefined>;

/** Who the client is to the gateway. Access tokens are renewed by themselves. */
export interface Session extends TokenSource {
  /** The session that is signed in, or undefined. */
  current(): SavedSession | undefined;
  /** Takes on tokens, of a sign-in or kept from before; undefined signs out here. */
  use(session: SavedSession | Tokens | undefined): void;
}

/** How a session is kept. */
export interface SessionOptions {
  /** A session kept from before. */
  session?: SavedSession;
  /** Which cookie holds the refresh token, where a browser keeps it. */
  cookie?: SessionKind;
  /** Called with each new session, to keep it; with undefined when it has ended. */
  onSession?(session: SavedSession | undefined): void;
}

/** Renewed this long before it expires, so that clocks may differ a little. */
const renewBeforeMs = 60_000;

export function createSession(refresh: Refresh, options: SessionOptions): Session {
  let session = options.session;
  let renewing: Promise<boolean> | undefined;
  let requestId = newId();

  const set = (next: SavedSession | undefined): void => {
    session = next;
    options.onSession?.(next);
  };
  const renewOnce = async (): Promise<boolean> => {
    const before = session;
    if (!before || (before.refreshToken === '' && options.cookie === undefined)) return false;
    try {
      const tokens = await refresh(before.refreshToken, options.cookie ?? SessionKind.UNSPECIFIED, requestId);
      requestId = newId();
      if (session !== before || !tokens) return session !== before;
      set(fromTokens(tokens));
      return true;
    } catch (error) {
      const ended =
        error instanceof SippyError &&
        (error.code === 'UNAUTHENTICATED' || error.code === 'PERMISSION_DENIED');
      if (ended && session === before) set(undefined);
      if (ended) return false;
      throw error;
    }
  };
  const renew = (): Promise<boolean> => {
    renewing ??= renewOnce().finally(() => {
      renewing = undefined;
    });
    return renewing;
  };

  return {
    current: () => session,
    use: (next) => set(next && 'accessExpireTime' in next ? fromTokens(next) : next),
    async accessToken() {
      if (session && session.accessExpiresAt - renewBeforeMs < Date.now()) {
        // A token that still holds is good enough while auth is away.
        const stillHolds = session.accessExpiresAt > Date.now();
        await renew().catch((error) => {
          if (!stillHolds) throw error;
        });
      }
      return session?.accessToken;
    },
    renew: (refused) => (session && session.accessToken !== refused ? Promise.resolve(true) : renew()),
  };
}

function fromTokens(tokens: Tokens): SavedSession {
  return {
    accessToken: tokens.accessToken,
    accessExpiresAt: tokens.accessExpireTime?.getTime() ?? 0,
    refreshToken: tokens.refreshToken,
  };
}

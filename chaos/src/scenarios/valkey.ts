import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type Sippy, SippyError } from '@sippy/sdk';
import type { Scenario, Stage } from '../scenario.ts';
import { startSelling } from '../selling.ts';
import { until } from '../until.ts';
import { judge } from '../verdict.ts';

/** Tokens of a session that is over: neither may be worth anything. */
interface Revoked {
  refreshToken: string;
  accessToken: string;
}

/** Ends Valkey, which loses all it holds, and starts it again, while the tills sell and sessions are revoked. */
async function run(stage: Stage): Promise<void> {
  const { system } = stage;
  const before = await revokedSession(stage);
  const selling = startSelling(stage.cafes);
  await sleep(2000);
  const calls = { made: selling.calls, unanswered: selling.unanswered };
  await system.kill('valkey');
  const during = await revokedSession(stage);
  const awaySeconds = stage.size(30, 3);
  let refreshed = await refreshesIn(stage, awaySeconds, [before, during]);
  await system.start('valkey');
  let inForce = await secondsUntilRefused(stage, [before, during]);
  system.proxies.valkey?.freeze();
  await sleep(awaySeconds * 1000);
  system.proxies.valkey?.mend();
  const answered = 1 - (selling.unanswered - calls.unanswered) / (selling.calls - calls.made);
  // Now nobody but PostgreSQL remembers.
  await Promise.all(['valkey', ...system.hosts].map((part) => system.kill(part)));
  await Promise.all(['valkey', ...system.hosts].map((part) => system.start(part)));
  inForce = Math.max(inForce, await secondsUntilRefused(stage, [before, during]));
  refreshed += await refreshesIn(stage, 1, [before, during]);
  await selling.stop();
  stage.must('calls answered with Valkey away or silent', answered * 100, '≥', 99.9, '%');
  stage.must('refreshes of a revoked session that worked', refreshed, '=', 0);
  stage.must('access tokens of revoked sessions refused again after Valkey is back', inForce, '≤', 5, 's');
  await judge(stage, selling);
}

/** Tries to refresh the sessions for so many seconds; returns how often that worked. */
async function refreshesIn(stage: Stage, seconds: number, sessions: readonly Revoked[]): Promise<number> {
  let worked = 0;
  await until(async () => {
    for (const session of sessions) worked += await canRefresh(stage, session);
    return false;
  }, seconds);
  return worked;
}

/** How long access tokens of the sessions are still taken; looks for seven seconds, in case they are taken again. */
async function secondsUntilRefused(stage: Stage, sessions: readonly Revoked[]): Promise<number> {
  const started = performance.now();
  let last = 0;
  await until(
    async () => {
      for (const session of sessions)
        if (await canCall(stage, session)) last = (performance.now() - started) / 1000;
      return false;
    },
    7,
    200,
  );
  return last;
}

/** Signs the owner in, then ends that session; returns its tokens. */
async function revokedSession({ system }: Stage): Promise<Revoked> {
  const victim = connect({ url: system.gatewayUrl });
  try {
    await victim.signIn(system.owner);
    const { refreshToken = '', accessToken = '' } = victim.session.current() ?? {};
    await revoke(victim);
    return { refreshToken, accessToken };
  } finally {
    victim.close();
  }
}

/** Whether the access token is still taken, by a service that is not auth. */
async function canCall({ system, cafes }: Stage, { accessToken }: Revoked): Promise<boolean> {
  const session = { accessToken, accessExpiresAt: Date.now() + 3_600_000, refreshToken: '' };
  const guest = connect({ url: system.gatewayUrl, session });
  try {
    await guest.order.listCafeOrders({ cafeId: cafes[0]?.cafeId ?? '' });
    return true;
  } catch (error) {
    if (!(error instanceof SippyError)) throw error;
    // Without a right at this café the token is taken all the same.
    return error.code === 'PERMISSION_DENIED';
  } finally {
    guest.close();
  }
}

async function revoke(victim: Sippy): Promise<void> {
  const { sessions } = await victim.auth.listSessions({});
  const current = sessions.find((session) => session.current);
  if (!current) throw new Error('the session does not know itself');
  await victim.auth.revokeSession({ sessionId: current.sessionId });
}

/** 1 if the token gives another one, else 0. */
async function canRefresh({ system }: Stage, { refreshToken }: Revoked): Promise<number> {
  const guest = connect({ url: system.gatewayUrl });
  try {
    await guest.auth.refreshToken({ refreshToken });
    return 1;
  } catch (error) {
    if (error instanceof SippyError && error.code === 'UNAUTHENTICATED') return 0;
    throw error;
  } finally {
    guest.close();
  }
}

export const valkey: Scenario = {
  number: 6,
  name: 'valkey',
  about: 'Valkey killed, so that it loses all it holds, started again, then silent',
  needs: { proxied: true },
  quick: false,
  run,
  proofs: [
    {
      without: 'the record of revocations',
      takeAway: async ({ databases }) => {
        await databases.rows(
          'auth',
          `create function forget_end() returns trigger language plpgsql as $$
           begin new.revoked_time := null; new.revoked_for := null; return new; end $$`,
        );
        await databases.rows(
          'auth',
          'create trigger forget_end before update on session for each row execute function forget_end()',
        );
      },
    },
  ],
};

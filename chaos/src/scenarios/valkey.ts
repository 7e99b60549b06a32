import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type Sippy, SippyError } from '@sippy/sdk';
import type { Scenario, Stage } from '../scenario.ts';
import { startSelling } from '../selling.ts';
import { until } from '../until.ts';
import { judge } from '../verdict.ts';

/** Ends Valkey, which loses all it holds, and starts it again, while the tills sell and sessions are revoked. */
async function run(stage: Stage): Promise<void> {
  const { system } = stage;
  const before = await revokedSession(stage);
  const selling = startSelling(stage.cafes);
  await sleep(2000);
  const calls = { made: selling.calls, unanswered: selling.unanswered };
  await system.kill('valkey');
  const during = await revokedSession(stage);
  let revived = 0;
  const awaySeconds = stage.size(30, 3);
  await until(async () => {
    revived += (await canRefresh(stage, before)) + (await canRefresh(stage, during));
    return false;
  }, awaySeconds);
  await system.start('valkey');
  const back = performance.now();
  let lastRevival = 0;
  await until(async () => {
    const now = (await canRefresh(stage, before)) + (await canRefresh(stage, during));
    revived += now;
    if (now > 0) lastRevival = (performance.now() - back) / 1000;
    return false;
  }, 6);
  system.proxies.valkey?.freeze();
  await sleep(awaySeconds * 1000);
  system.proxies.valkey?.mend();
  const answered = 1 - (selling.unanswered - calls.unanswered) / (selling.calls - calls.made);
  await selling.stop();
  stage.must('calls answered with Valkey away or silent', answered * 100, '≥', 99.9, '%');
  stage.must('refreshes of a revoked session that worked', revived, '=', 0);
  stage.must('revocations back in force after Valkey', lastRevival, '≤', 5, 's');
  await judge(stage, selling);
}

/** Signs the owner in, then ends that session from elsewhere; returns the refresh token that must be worth nothing. */
async function revokedSession({ system }: Stage): Promise<string> {
  const victim = connect({ url: system.gatewayUrl });
  try {
    await victim.signIn(system.owner);
    const { refreshToken = '' } = victim.session.current() ?? {};
    await revoke(victim);
    return refreshToken;
  } finally {
    victim.close();
  }
}

async function revoke(victim: Sippy): Promise<void> {
  const { sessions } = await victim.auth.listSessions({});
  const current = sessions.find((session) => session.current);
  if (!current) throw new Error('the session does not know itself');
  await victim.auth.revokeSession({ sessionId: current.sessionId });
}

/** 1 if the token gives another one, else 0. */
async function canRefresh({ system }: Stage, refreshToken: string): Promise<number> {
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
  quick: true,
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

import { AuthServiceDefinition, LoginRequest } from '@sippy/proto/auth/v1/auth_service';
import { drained } from '../drained.ts';
import { figure, median } from '../figures.ts';
import { type GrpcWebCaller, openCaller, rpc } from '../grpc-web-caller.ts';
import { percentiles } from '../latency.ts';
import { warmUp } from '../measure-sales.ts';
import { type LoadResult, runAtRate, runLoad } from '../run-load.ts';
import type { BenchContext, Scenario } from '../scenario.ts';
import { salesAtOnce, sellInTurn } from '../till.ts';

const call = rpc(AuthServiceDefinition.fullName, AuthServiceDefinition.methods.login);
const loginsPerSecond = 8;

/** Passwords are costly to check, on purpose: sales must hardly feel it. */
export const login: Scenario = {
  name: 'login',
  about: '8 logins/s with password during sales at a third of capacity, in turn with the same sales alone',
  async run(context) {
    const caller = openCaller(context.system.gatewayUrl, context.cafes.cafes.length);
    const { seconds } = context;
    try {
      const sell = sellInTurn(caller, context);
      await warmUp(context, sell);
      const full = await runLoad(salesAtOnce, Math.min(4, seconds), sell);
      await drained(context.system);
      const rate = Math.max(1, Math.floor(full.done / full.seconds / 3));
      const alone: number[] = [];
      const together: number[] = [];
      const logins: LoadResult[] = [];
      for (let n = 0; n < context.rounds; n++) {
        alone.push(percentiles((await runAtRate(rate, seconds, sell)).durationsMs).p99);
        const [sales, signIns] = await Promise.all([
          runAtRate(rate, seconds, sell),
          runAtRate(loginsPerSecond, seconds, (index) => signIn(caller, context, index)),
        ]);
        if (sales.failures + signIns.failures > 0)
          throw new Error(`${sales.failures} sales and ${signIns.failures} logins failed`);
        together.push(percentiles(sales.durationsMs).p99);
        logins.push(signIns);
      }
      const without = median(alone);
      return [
        figure('rate of the sales', '/s', [rate]),
        figure('latency of a sale, p99', 'ms', together, {
          floor: { what: 'without logins', value: without },
        }),
        figure(
          'p99 of sales, with logins to without',
          '×',
          together.map((p99) => p99 / without),
          { target: { atMost: 2 } },
        ),
        figure(
          'latency of a login, p50',
          'ms',
          logins.map(({ durationsMs }) => percentiles(durationsMs).p50),
        ),
        figure(
          'latency of a login, p99',
          'ms',
          logins.map(({ durationsMs }) => percentiles(durationsMs).p99),
        ),
      ];
    } finally {
      caller.close();
    }
  },
};

async function signIn(caller: GrpcWebCaller, { system }: BenchContext, index: number): Promise<void> {
  const who = system.logins[index % system.logins.length];
  if (!who) throw new Error('nobody can sign in');
  await caller.call(call, LoginRequest.fromPartial({ email: who.email, password: who.password }));
}

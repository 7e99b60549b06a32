import { figure } from '../figures.ts';
import { bareCalls } from '../floors/bare-calls.ts';
import type { Scenario } from '../scenario.ts';

/** A bare grpc-js handler behind the same gateway: what any call costs before Sippy does anything. */
export const floor: Scenario = {
  name: 'floor',
  about: 'a bare grpc-js handler behind the same gateway, over grpc-web',
  async run({ seconds, rounds }) {
    const results: Awaited<ReturnType<typeof bareCalls>>[] = [];
    for (let n = 0; n < rounds; n++) results.push(await bareCalls(seconds));
    const values = (of: keyof (typeof results)[number]) => results.map((result) => result[of]);
    return [
      figure('bare calls through the gateway', '/s', values('perSecond')),
      figure('CPU of the gateway for a bare call', 'µs', values('gatewayUs')),
      figure('CPU of a bare handler', 'µs', values('handlerUs')),
      figure('latency of a bare call at full load, p99', 'ms', values('p99Ms')),
    ];
  },
};

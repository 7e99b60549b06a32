import { figure } from '../figures.ts';
import type { BareCalls } from '../floors/bare-calls.ts';
import type { Scenario } from '../scenario.ts';

/** A bare grpc-js handler behind the same gateway: what any call costs before Sippy does anything. */
export const floor: Scenario = {
  name: 'floor',
  about: 'a bare grpc-js handler behind the same gateway, over grpc-web: by nobody, and by fifty tills',
  async run({ floors }) {
    const [few, tills] = [await floors.call(), await floors.tillCall()];
    return [
      ...figuresOf('over four connections', few),
      ...figuresOf('of fifty tills, each signed in', tills),
    ];
  },
};

function figuresOf(
  who: string,
  { perSecond, gatewayUs, handlerUs, generatorUs, p99Ms }: BareCalls,
): ReturnType<typeof figure>[] {
  return [
    figure(`bare calls ${who}`, '/s', [perSecond]),
    figure(`CPU of the gateway for a bare call ${who}`, 'µs', [gatewayUs]),
    figure(`CPU of a bare handler ${who}`, 'µs', [handlerUs]),
    figure(`CPU of the load generator for a bare call ${who}`, 'µs', [generatorUs]),
    figure(`latency of a bare call ${who}, at full load, p99`, 'ms', [p99Ms]),
  ];
}

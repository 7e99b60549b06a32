import type { Attributes, Meter } from '@opentelemetry/api';
import type { Logger } from 'pino';
import type { BreakerListener, BreakerState } from './breaker.ts';

const values: Readonly<Record<BreakerState, number>> = { closed: 0, halfOpen: 1, open: 2 };

/**
 * Shows breakers as metrics (`sippy_breaker_state`, `sippy_breaker_rejections`) and in the log, by the name of what is behind
 * them. `of` is added to the metrics.
 */
export function observeBreakers(meter: Meter, log: Logger, of: Attributes = {}): BreakerListener {
  const state = meter.createGauge('sippy_breaker_state', {
    description: 'Whether calls to a peer are let through: 0 yes, 1 one tries whether it is back, 2 none is.',
  });
  const rejections = meter.createCounter('sippy_breaker_rejections', {
    description: 'Calls that were refused because their peer is away.',
  });
  const open = new Set<string>();
  return {
    changed(peer, now) {
      state.record(values[now], { ...of, peer });
      // A try that fails opens it again; that is still the same outage.
      if (now === 'open' && !open.has(peer)) {
        open.add(peer);
        log.warn({ peer }, 'a peer is away: calls to it are refused at once until it answers again');
      } else if (now === 'closed' && open.delete(peer)) {
        log.info({ peer }, 'a peer is back: calls to it are let through');
      }
    },
    rejected: (peer) => rejections.add(1, { ...of, peer }),
  };
}

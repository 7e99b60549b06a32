import { setTimeout as sleep } from 'node:timers/promises';
import { SippyError } from '@sippy/sdk';

/** Does something that may be done again, and again for as long as the server asks to wait: a replay has time. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const asked = error instanceof SippyError && error.code === 'RESOURCE_EXHAUSTED';
      if (!asked || error.retryAfterMs === undefined) throw error;
      await sleep(error.retryAfterMs);
    }
  }
}

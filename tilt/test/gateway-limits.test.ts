import { defaultLimits } from '@sippy/gateway/options';
import { expect, test } from 'vitest';
import { limitsOf } from '../processes/gateway.ts';

test('who measures raises every limit by rate, those of single RPCs too', () => {
  expect(limitsOf({ SIPPY_RATE_PER_SECOND: '5000' })).toEqual({
    limits: {
      perIp: { perSecond: 5000, burst: 10_000 },
      perCaller: { perSecond: 5000, burst: 10_000 },
      perMinuteFactor: 5000 / defaultLimits.perCaller.perSecond,
    },
  });
});

test('a low rate takes nothing from what the contracts give single RPCs', () => {
  expect(limitsOf({ SIPPY_RATE_PER_SECOND: '1' }).limits?.perMinuteFactor).toBe(1);
});

test('without a rate, or with nonsense for one, the limits are the usual ones', () => {
  expect(limitsOf({})).toEqual({});
  expect(limitsOf({ SIPPY_RATE_PER_SECOND: 'fast' })).toEqual({});
});

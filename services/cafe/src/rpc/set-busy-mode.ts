import type { Rpc } from '@sippy/kit/call';
import { onceKey } from '@sippy/kit/once';
import { invalidField } from '@sippy/kit/refusal';
import { SetBusyModeRequest, type SetBusyModeResponse } from '@sippy/proto/cafe/v1/cafe_service';
import type { CafeContext } from '../context.ts';
import { setBusyMode as writeBusyMode } from '../store/cafes.ts';

/** Turns busy mode on or off. */
export const setBusyMode =
  (ctx: CafeContext): Rpc<SetBusyModeRequest, SetBusyModeResponse> =>
  async (request, call) => {
    const { isOn = false, extraMinutes = 0, endTime } = request.busyMode ?? {};
    if (isOn && endTime && endTime <= ctx.clock.now()) {
      throw invalidField('busy_mode.end_time', 'must lie in the future');
    }
    const busy = isOn ? { isOn, extraMinutes, endTime } : { isOn, extraMinutes: 0, endTime: undefined };
    const key = onceKey(call, request, (r) => SetBusyModeRequest.encode(r).finish());
    return { cafe: await writeBusyMode(ctx.db, call, key, request.cafeId, busy) };
  };

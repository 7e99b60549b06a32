import { randomBytes } from 'node:crypto';
import type { Rpc } from '@sippy/kit/call';
import { nameOf } from '@sippy/kit/enum-names';
import { invalidField, notFound } from '@sippy/kit/refusal';
import { DeviceKind } from '@sippy/proto/auth/v1/auth';
import type {
  CreatePairingCodeRequest,
  CreatePairingCodeResponse,
} from '@sippy/proto/auth/v1/device_service';
import type { AuthContext } from '../context.ts';
import {
  formatPairingCode,
  PAIRING_CODE_BYTES,
  PAIRING_CODE_LIFE_MS,
  pairingCode,
} from '../domain/pairing-code.ts';
import { offerPairing } from '../store/devices.ts';

/** Makes a pairing code. It is a secret, so a repetition cannot give it again: it gives another in its place. */
export const createPairingCode =
  (ctx: AuthContext): Rpc<CreatePairingCodeRequest, CreatePairingCodeResponse> =>
  async ({ requestId, cafeId, name, kind }, call) => {
    const deviceKind = nameOf(DeviceKind, kind);
    if (!deviceKind) throw invalidField('kind', 'must be one of the kinds');
    if (call.organisationId === undefined) throw notFound('café', cafeId);
    const code = pairingCode(randomBytes(PAIRING_CODE_BYTES));
    const expires = new Date(ctx.clock.now().getTime() + PAIRING_CODE_LIFE_MS);
    await offerPairing(ctx.db, call.scope, {
      code,
      organisationId: call.organisationId,
      cafeId,
      deviceName: name,
      deviceKind,
      caller: `${call.principal.kind}:${call.principal.id}`,
      requestId,
      expires,
    });
    return { code: formatPairingCode(code), expireTime: expires };
  };

import type { Sippy } from '@sippy/sdk';

/** The month that is settled in tests: before anything was sold. */
export const month = '2025-01';

/** Another owner joins a network with a café next door and owes the fee for the month. Returns the owner. */
export async function joinNextDoor(sippy: Sippy, organisationId: string, networkId: string): Promise<string> {
  const { network } = await sippy.network.getNetwork({ organisationId, networkId });
  const version = network?.version ?? 0n;
  const fee = { fixedMinor: 250n, bps: 100 };
  await sippy.network.updateNetwork({ organisationId, networkId, version, fee });
  const other = await newOrganisation(sippy, 'Next Door');
  const { cafe } = await sippy.cafe.createCafe({
    ...{ organisationId: other, name: 'Next Door', currencyCode: 'EUR', timeZone: 'Europe/Berlin' },
  });
  const { code } = await sippy.network.inviteToNetwork({ organisationId, networkId });
  const cafeIds = [cafe?.cafeId ?? ''];
  await sippy.network.joinNetwork({ organisationId: other, code, cafeIds, joinDay: `${month}-15` });
  return other;
}

/** A new organisation of the one who is signed in, whose token has the rights in it. */
export async function newOrganisation(sippy: Sippy, name: string): Promise<string> {
  const { organisation } = await sippy.cafe.createOrganisation({ name });
  await sippy.session.renew(sippy.session.current()?.accessToken ?? '');
  return organisation?.organisationId ?? '';
}

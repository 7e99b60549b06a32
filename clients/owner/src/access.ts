import type { Cafe } from '@sippy/proto/web/cafe/v1/cafe';
import type { Network } from '@sippy/proto/web/settlement/v1/network';
import type { Sippy } from '@sippy/sdk/web';

/** A network that an organisation of the caller's is party to. */
export interface MyNetwork {
  key: string;
  label: string;
  organisationId: string;
  network: Network;
}

/** A café at which the caller decides about points. */
export interface ReviewedCafe extends Pick<Cafe, 'cafeId' | 'organisationId' | 'timeZone'> {
  /** Its name, with its owner's where there are several. */
  label: string;
}

/** What the page can show to the caller: accounts to owners and accountants, reviews to owners and managers. */
export interface MyAccess {
  networks: readonly MyNetwork[];
  cafes: readonly ReviewedCafe[];
}

/** Asks what the caller may look at; nothing is asked for that would be refused. */
export async function accessOf({ auth, cafe, network }: Sippy): Promise<MyAccess> {
  const [{ authorities }, { organisations }] = await Promise.all([
    auth.getMe({}),
    cafe.listMyOrganisations({}),
  ]);
  const found = await Promise.all(
    organisations.map(async ({ organisationId, name }) => {
      const rights = authorities.filter((one) => one.organisationId === organisationId);
      const where = (...permissions: string[]) =>
        rights.filter((right) => right.permissions.some((one) => permissions.includes(one)));
      const networks = where('settlement.read', 'network.manage').length
        ? (await network.listNetworks({ organisationId })).networks
        : [];
      const reviewing = where('loyalty.adjust');
      const cafes = reviewing.length
        ? (await cafe.listCafes({ organisationId, page: { pageSize: 200 } })).cafes
        : [];
      return {
        networks: networks.map((one) => ({
          key: `${organisationId}.${one.networkId}`,
          ...{ organisationId, network: one, label: `${one.name} · ${name}` },
        })),
        // A right that names no café holds at all of them.
        cafes: cafes
          .filter(({ cafeId }) =>
            reviewing.some(({ cafeIds }) => cafeIds.length === 0 || cafeIds.includes(cafeId)),
          )
          .map((one) => ({
            ...{ cafeId: one.cafeId, organisationId, timeZone: one.timeZone },
            label: organisations.length > 1 ? `${one.name} · ${name}` : one.name,
          })),
      };
    }),
  );
  return {
    networks: found.flatMap(({ networks }) => networks),
    cafes: found.flatMap(({ cafes }) => cafes),
  };
}

import { statement, type Transaction } from '@sippy/kit/db';
import type { MergePlace } from '../domain/merge.ts';
import type { Purse } from '../domain/purse.ts';

const networksSql = statement<{ networkId: string }>(
  'loyalty_networks_of_merge',
  `select network_id as "networkId" from member where customer_id = $1
   union select network_id from network_cafe where organisation_id = $2
   order by 1`,
);

const placeSql = statement<MergePlace>(
  'loyalty_place_of_merge',
  `select cafe_id as "cafeId", organisation_id as "organisationId", time_zone as zone from network_cafe
   where network_id = $1 and organisation_id = $2 order by join_day desc, cafe_id limit 1`,
);

const moveLotsSql = statement<object>(
  'loyalty_move_lots',
  'update lot set customer_id = $3 where customer_id = $2 and network_id = $1',
);

const moveHoldsSql = statement<object>(
  'loyalty_move_holds',
  'update hold set customer_id = $3 where customer_id = $2 and network_id = $1',
);

/** Also those that were merged into the merged one before. */
const markSql = statement<object>(
  'loyalty_mark_merged',
  `update member set merged_into_id = $3 where network_id = $1 and (customer_id = $2 or merged_into_id = $2)`,
);

/** The networks in which a customer of an organisation may have points, in order. */
export async function networksOfMerge(
  tx: Transaction,
  customerId: string,
  organisationId: string,
): Promise<string[]> {
  return (await tx.query(networksSql, [customerId, organisationId])).map(({ networkId }) => networkId);
}

/** A café of the organisation in the network; undefined if it has none there. */
export async function placeOfMerge(
  tx: Transaction,
  networkId: string,
  organisationId: string,
): Promise<MergePlace | undefined> {
  return (await tx.query(placeSql, [networkId, organisationId]))[0];
}

/** Makes lots and holds of one member the other's, and leads whoever asks for it to the other. Both must be locked. */
export async function moveToKept(tx: Transaction, merged: Purse, kept: Purse): Promise<void> {
  const params = [merged.networkId, merged.customerId, kept.customerId];
  await tx.query(moveLotsSql, params);
  await tx.query(moveHoldsSql, params);
  await tx.query(markSql, params);
}

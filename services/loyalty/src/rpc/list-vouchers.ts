import type { Rpc } from '@sippy/kit/call';
import { cutPage, decodePage } from '@sippy/kit/page';
import type { ListVouchersRequest, ListVouchersResponse } from '@sippy/proto/loyalty/v1/voucher_service';
import type { LoyaltyContext } from '../context.ts';
import { noProgramme } from '../domain/refusals.ts';
import { askedMember } from '../steps/asked-member.ts';
import { expiryDay, shownVouchers } from '../steps/shown-vouchers.ts';
import { voucherPlaceOf } from '../store/voucher-places.ts';
import { listVouchers as list } from '../store/vouchers.ts';

/** Lists a member's vouchers. */
export const listVouchers =
  (ctx: LoyaltyContext): Rpc<ListVouchersRequest, ListVouchersResponse> =>
  async ({ includeEnded, page: wanted, ...asked }, call) => {
    const customerId = askedMember(call, asked);
    const { cafeId } = asked;
    const place = cafeId === '' ? undefined : await voucherPlaceOf(ctx.db, cafeId, ctx.clock.now());
    if (cafeId !== '' && !place) throw noProgramme();
    const name = `vouchers:${customerId}:${cafeId}:${includeEnded}`;
    const page = decodePage(wanted, name, ['uuid']);
    const today = expiryDay(ctx, place?.zone);
    const filter = { customerId, networkId: place?.networkId ?? null, includeEnded, today };
    const found = await list(ctx.db, filter, page);
    const { rows, nextPageToken } = cutPage(found, page, name, (row) => [row.voucherId]);
    return { vouchers: await shownVouchers(ctx, rows, place?.zone), pageInfo: { nextPageToken } };
  };

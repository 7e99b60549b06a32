import type { Rpc } from '@sippy/kit/call';
import { cutPage, decodePage } from '@sippy/kit/page';
import type { ListCustomersRequest, ListCustomersResponse } from '@sippy/proto/customer/v1/customer_service';
import type { CustomerContext } from '../context.ts';
import { customerMessage } from '../messages/answers.ts';
import { listCustomers as readCustomers } from '../store/customers.ts';

/** Lists the customers of an organisation. */
export const listCustomers =
  (ctx: CustomerContext): Rpc<ListCustomersRequest, ListCustomersResponse> =>
  async ({ organisationId, homeCafeId, page: asked }) => {
    const list = `customers:${organisationId}:${homeCafeId}`;
    const page = decodePage(asked, list, ['time', 'uuid']);
    const found = await readCustomers(ctx.prisma, { organisationId, homeCafeId }, page);
    const { rows, nextPageToken } = cutPage(found, page, list, (row) => [row.joinedTime, row.customerId]);
    return { customers: rows.map(customerMessage), pageInfo: { nextPageToken } };
  };

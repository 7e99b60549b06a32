import type { Rpc } from '@sippy/kit/call';
import type { ListBirthdaysRequest, ListBirthdaysResponse } from '@sippy/proto/customer/v1/customer_service';
import type { CustomerContext } from '../context.ts';
import { birthdaysOf } from '../store/birthdays.ts';

/** Tells the birthdays of those who agreed to have them kept. */
export const listBirthdays =
  (ctx: CustomerContext): Rpc<ListBirthdaysRequest, ListBirthdaysResponse> =>
  async ({ customerIds }) => ({ birthdays: await birthdaysOf(ctx.db, customerIds) });

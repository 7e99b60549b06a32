import type { Rpc } from '@sippy/kit/call';
import type {
  EraseOrderNotesRequest,
  EraseOrderNotesResponse,
} from '@sippy/proto/kitchen/v1/kitchen_service';
import type { KitchenContext } from '../context.ts';
import { withoutNotes } from '../messages/redacted.ts';
import { eraseNotes } from '../store/personal-data.ts';

/** Removes the notes of orders from their tickets. */
export const eraseOrderNotes =
  (ctx: KitchenContext): Rpc<EraseOrderNotesRequest, EraseOrderNotesResponse> =>
  async ({ orderIds }) => {
    await eraseNotes(ctx.db, orderIds, withoutNotes);
    return {};
  };

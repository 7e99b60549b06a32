import { defineService, implement } from '@sippy/kit/service';
import { KitchenServiceDefinition } from '@sippy/proto/kitchen/v1/kitchen_service';
import { z } from 'zod';
import { kitchenContext } from './context.ts';
import { onOrder } from './events/on-order.ts';
import { forgetPrepTimesJob } from './jobs/forget-prep-times.ts';
import { bumpOrder } from './rpc/bump-order.ts';
import { bumpTicket } from './rpc/bump-ticket.ts';
import { createStation } from './rpc/create-station.ts';
import { deleteStation } from './rpc/delete-station.ts';
import { eraseOrderNotes } from './rpc/erase-order-notes.ts';
import { fireCourse } from './rpc/fire-course.ts';
import { getAllDay } from './rpc/get-all-day.ts';
import { getPrepTimes } from './rpc/get-prep-times.ts';
import { getTicket } from './rpc/get-ticket.ts';
import { listStations } from './rpc/list-stations.ts';
import { listTickets } from './rpc/list-tickets.ts';
import { recallTicket } from './rpc/recall-ticket.ts';
import { startTicket } from './rpc/start-ticket.ts';
import { undoBump } from './rpc/undo-bump.ts';
import { updateStation } from './rpc/update-station.ts';
import { watchTickets } from './rpc/watch-tickets.ts';

/** What the stations of a café have to make. */
export const service = defineService({
  name: 'kitchen',
  config: z.object({}),
  migrations: new URL('../prisma/migrations/', import.meta.url),
  start(host) {
    const ctx = kitchenContext(host);
    const rpcs = implement(KitchenServiceDefinition, {
      bumpOrder: bumpOrder(ctx),
      bumpTicket: bumpTicket(ctx),
      createStation: createStation(ctx),
      deleteStation: deleteStation(ctx),
      eraseOrderNotes: eraseOrderNotes(ctx),
      fireCourse: fireCourse(ctx),
      getAllDay: getAllDay(ctx),
      getPrepTimes: getPrepTimes(ctx),
      getTicket: getTicket(ctx),
      listStations: listStations(ctx),
      listTickets: listTickets(ctx),
      recallTicket: recallTicket(ctx),
      startTicket: startTicket(ctx),
      undoBump: undoBump(ctx),
      updateStation: updateStation(ctx),
      watchTickets: watchTickets(ctx),
    });
    return { services: [rpcs], consumers: [onOrder()], jobs: [forgetPrepTimesJob(ctx)] };
  },
});

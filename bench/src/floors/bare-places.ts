import { randomBytes } from 'node:crypto';
import type { Database, Statement } from '@sippy/kit/db';
import { columnTypes } from '@sippy/kit/db-types';
import type pg from 'pg';
import { v7 as newId } from 'uuid';
import { type OrderRow, orderColumns, orderOf } from '../../../services/order/src/store/order-rows.ts';
import { insertOrder } from '../../../services/order/src/store/save-order.ts';
import { adminUrlOf, type BenchSystem } from '../bench-system.ts';
import { connectDatabase } from '../connect-database.ts';
import { cpuSecondsOf, difference } from '../process-usage.ts';
import { runLoad } from '../run-load.ts';
import { makeSpareDatabase } from '../spare-database.ts';
import { openStatementCounter } from '../statements.ts';

/** What it costs to place an order where only PostgreSQL has to work. */
export interface BarePlaces {
  perSecond: number;
  /** Time of the statement in PostgreSQL. */
  meanUs: number;
  /** CPU of all of PostgreSQL for it. */
  postgresUs: number;
}

const lanes = 6;

/** Runs the place-order statement by itself, over as many pipelined connections as the service has, in a database of its own. */
export async function barePlaces(system: BenchSystem, seconds: number): Promise<BarePlaces> {
  const { order, event } = await template(system);
  const spare = await makeSpareDatabase(system, 'order');
  const clients = await Promise.all(Array.from({ length: lanes }, () => connectAsService(spare.url)));
  const place = async (index: number) => {
    const on = { command: runOn(clients[index % lanes] as pg.Client) } as unknown as Database;
    const key = {
      bucket: new Date().toISOString().slice(0, 10),
      caller: 'bench',
      method: 'PlaceOrder',
      requestId: newId(),
      hash: randomBytes(32),
    };
    const draft = { ...event, id: newId(), aggregateId: newId() };
    await insertOrder(on, { ...order, orderId: draft.aggregateId, number: `B${index}` }, draft, key);
  };
  const counter = await openStatementCounter(system.adminUrl);
  let index = 0;
  try {
    await runLoad(64, 1, () => place(index++));
    await counter?.reset();
    const postgres = { postgres: system.pids.postgres ?? 0 };
    const before = cpuSecondsOf(postgres);
    const load = await runLoad(64, seconds, () => place(index++));
    const used = difference(before, cpuSecondsOf(postgres));
    return {
      perSecond: load.done / load.seconds,
      meanUs: (await counter?.meanUs('with placed as')) ?? Number.NaN,
      postgresUs: ((used.postgres ?? 0) * 1e6) / load.done,
    };
  } finally {
    await counter?.close();
    await Promise.all(clients.map((client) => client.end()));
    await spare.drop();
  }
}

/** An order as the service wrote it last, and its first event. */
async function template(system: BenchSystem) {
  const client = await connectDatabase(adminUrlOf(system, 'sippy_order'), { types: columnTypes });
  try {
    const orders = await client.query<OrderRow>(
      `select ${orderColumns} from "order" o order by o.create_time desc limit 1`,
    );
    const [row] = orders.rows;
    if (!row) throw new Error('no order has been placed yet');
    const events = await client.query(
      `select id, type, organisation_id as "organisationId", cafe_id as "cafeId", aggregate_type as "aggregateType",
         aggregate_id as "aggregateId", aggregate_version as "aggregateVersion", subject, envelope
       from event where aggregate_id = $1 order by aggregate_version limit 1`,
      [row.order_id],
    );
    return { order: orderOf(row), event: events.rows[0] };
  } finally {
    await client.end();
  }
}

/** A connection under the service's role and with its settings. */
function connectAsService(url: string): Promise<pg.Client> {
  return connectDatabase(url, {
    types: columnTypes,
    pipeline: true,
    options: '-c sippy.scope=service -c timezone=UTC -c plan_cache_mode=force_generic_plan -c jit=off',
  } as pg.ClientConfig);
}

function runOn(client: pg.Client) {
  return async <Row>(_: unknown, statement: Statement<Row>, values: readonly unknown[]): Promise<Row[]> => {
    const { name, text } = statement;
    return (await client.query({ name, text, values: [...values] })).rows as Row[];
  };
}

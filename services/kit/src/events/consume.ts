import { AckPolicy, type ConsumerMessages, DeliverPolicy, type JsMsg, nanos } from 'nats';
import { type Bus, ensureStream, isMissing, type Link, streamName } from './bus.ts';
import { type ApplyOptions, applyBatch } from './event-apply.ts';
import { type Delivery, delivery, type LocalConsumer } from './event-delivery.ts';
import { subjectOf } from './event-draft.ts';
import { openWaker, type Waker } from './waker.ts';

/** How a consumer is run. */
export interface ConsumeOptions extends ApplyOptions {
  bus: Bus;
  /** Most events of a batch. */
  batchSize?: number;
}

/** A running consumer. */
export interface RunningConsumer {
  /** Events it has finished since it started: applied, known already or dead. */
  finished(): number;
  /** Resolves when the batch at hand is done. */
  stop(): Promise<void>;
}

/** How soon NATS delivers again what it hears nothing of; repetitions are harmless, so this may be short. */
const ACK_WAIT_MS = 10_000;
/** How many events may be under way, and so how many wait in memory. */
const MAX_ACK_PENDING = 1000;
/** Batches worked on at a time while full ones wait: one waits for the database while the other computes. */
const MAX_BATCHES = 2;
/** A batch of one costs nearly as much as one of twenty, and nobody sees twenty batches a second. */
const GAP_MS = 50;
/** Pause after the database was away. */
const AWAY_MS = 500;

/** Takes a domain's events from its stream, and from the relay of the same process while NATS is away. */
export function startConsumer(options: ConsumeOptions): RunningConsumer {
  const stopping = new AbortController();
  const { signal } = stopping;
  const progress = { finished: 0 };
  const forget = register(options, progress, signal);
  const stopped = serve(options, progress, signal);
  return {
    finished: () => progress.finished,
    async stop() {
      stopping.abort();
      forget();
      await stopped;
    },
  };
}

interface Progress {
  finished: number;
}

function register(options: ConsumeOptions, progress: Progress, signal: AbortSignal): () => void {
  const { bus, consumer } = options;
  const local: LocalConsumer = {
    types: new Set(consumer.types),
    async deliver(deliveries, given) {
      const either = AbortSignal.any([given, signal]);
      let open: readonly Delivery[] = deliveries;
      while (open.length > 0) {
        either.throwIfAborted();
        const retries = await applyBatch(options, open).catch((error) => {
          options.log.warn({ err: error, consumer: consumer.name }, 'the batch is tried again');
          return open.map((d) => ({ delivery: d, afterMs: AWAY_MS }));
        });
        progress.finished += open.length - retries.length;
        open = retries.map((retry) => retry.delivery);
        if (open.length > 0) await pause(Math.min(...retries.map((retry) => retry.afterMs)), either);
      }
    },
  };
  const all = bus.local.get(consumer.stream) ?? new Set();
  bus.local.set(consumer.stream, all);
  all.add(local);
  return () => all.delete(local);
}

async function serve(options: ConsumeOptions, progress: Progress, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const link = await options.bus.whenLinked(signal);
      await consumeOn(options, link, progress, signal);
    } catch (error) {
      if (signal.aborted) return;
      options.log.warn({ err: error, consumer: options.consumer.name }, 'the consumer starts over');
    }
    if (!signal.aborted) await pause(300, signal);
  }
}

/** Works until the connection is lost or the consumer is to stop. */
async function consumeOn(
  options: ConsumeOptions,
  link: Link,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const buffer: JsMsg[] = [];
  const waker = openWaker();
  const messages = await pull(options, link, (message) => {
    buffer.push(message);
    waker.wake();
  });
  let over = false;
  const end = () => {
    over = true;
    waker.wake();
  };
  const check = () => {
    if (options.bus.link()?.epoch !== link.epoch) end();
  };
  const off = options.bus.onChange(check);
  signal.addEventListener('abort', end, { once: true });
  messages.closed().then(end, end);
  check();
  if (signal.aborted) end();
  const batchSize = options.batchSize ?? 200;
  const underway = new Set<Promise<void>>();
  let failure: unknown;
  const take = () => {
    const working = work(options, buffer.splice(0, batchSize), progress, waker, signal)
      .catch((error) => {
        failure ??= error;
        end();
      })
      .finally(() => underway.delete(working));
    underway.add(working);
  };
  let next = 0;
  try {
    while (!over) {
      if (buffer.length === 0) {
        await waker.sleep(60_000, signal);
        continue;
      }
      const gap = next - performance.now();
      if (gap > 0 && buffer.length < batchSize) {
        await waker.pause(gap, signal, () => over || buffer.length >= batchSize);
        continue;
      }
      next = performance.now() + (options.consumer.gapMs ?? GAP_MS);
      take();
      // A batch that is not full can grow until there is nothing else to do.
      if (underway.size === MAX_BATCHES || buffer.length < batchSize) await Promise.race(underway);
    }
  } finally {
    await Promise.all(underway);
    off();
    signal.removeEventListener('abort', end);
    messages.stop();
    if (signal.aborted) for (const message of buffer) message.nak();
  }
  if (failure !== undefined) throw failure;
  // Nobody hears an acknowledgement now, but what has arrived need not wait until it is delivered again.
  while (buffer.length > 0 && !signal.aborted) {
    await work(options, buffer.splice(0, batchSize), progress, waker, signal);
  }
}

/** Applies a batch, then acknowledges it. */
async function work(
  options: ConsumeOptions,
  batch: readonly JsMsg[],
  progress: Progress,
  waker: Waker,
  signal: AbortSignal,
): Promise<void> {
  const byId = new Map<string, JsMsg[]>();
  const deliveries: Delivery[] = [];
  for (const message of batch) {
    const one = delivery(message.data, message.info.deliveryCount);
    const twins = byId.get(one.id);
    if (twins) twins.push(message);
    else {
      byId.set(one.id, [message]);
      deliveries.push(one);
    }
  }
  try {
    for (const { delivery: open, afterMs } of await applyBatch(options, deliveries)) {
      for (const message of byId.get(open.id) ?? []) message.nak(afterMs);
      byId.delete(open.id);
    }
    for (const messages of byId.values()) for (const message of messages) message.ack();
    progress.finished += byId.size;
  } catch (error) {
    options.log.warn({ err: error, consumer: options.consumer.name }, 'the batch is tried again');
    for (const message of batch) message.nak(AWAY_MS);
    await waker.pause(AWAY_MS, signal);
  }
}

/** Makes the durable consumer if it is missing, and begins to pull. */
async function pull(
  options: ConsumeOptions,
  link: Link,
  callback: (message: JsMsg) => void,
): Promise<ConsumerMessages> {
  const { bus, consumer, db } = options;
  await ensureStream(bus, link, consumer.stream);
  const stream = streamName(bus, consumer.stream);
  const durable = `${db.service}_${consumer.name}`;
  await ensureDurable(
    link,
    stream,
    durable,
    consumer.types.map((type) => `${bus.namespace}${subjectOf(consumer.stream, type)}.>`),
  );
  const handle = await link.js.consumers.get(stream, durable);
  return handle.consume({
    max_messages: MAX_ACK_PENDING,
    expires: 10_000,
    idle_heartbeat: 2000,
    abort_on_missing_resource: true,
    callback,
  });
}

async function ensureDurable(link: Link, stream: string, durable: string, subjects: string[]): Promise<void> {
  const changeable = {
    filter_subjects: subjects,
    ack_wait: nanos(ACK_WAIT_MS),
    max_ack_pending: MAX_ACK_PENDING,
    max_deliver: -1,
  };
  try {
    const { config } = await link.jsm.consumers.info(stream, durable);
    const has = config.filter_subjects ?? (config.filter_subject ? [config.filter_subject] : []);
    const same = has.length === subjects.length && subjects.every((subject) => has.includes(subject));
    if (!same || config.max_ack_pending !== MAX_ACK_PENDING || config.ack_wait !== nanos(ACK_WAIT_MS)) {
      await link.jsm.consumers.update(stream, durable, changeable);
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
    await link.jsm.consumers.add(stream, {
      durable_name: durable,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
      ...changeable,
    });
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return openWaker().pause(ms, signal);
}

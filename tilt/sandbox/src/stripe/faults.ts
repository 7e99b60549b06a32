/** Troubles that can be switched on, for so many times or until switched off. */

/** What can go wrong at the stand-in. */
export const faultKinds = [
  'decline',
  'require_action',
  'timeout_before',
  'timeout_after_success',
  'server_error',
  'server_error_after_success',
  'rate_limit',
  'slow',
  'webhook_late',
  'webhook_duplicate',
  'webhook_reorder',
  'webhook_drop',
  'webhook_bad_signature',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** A trouble that is switched on. */
export interface Fault {
  kind: FaultKind;
  /** Only for this operation, such as payment_intents.create, or this type of event; empty means all. */
  only: string;
  /** How many more times it happens; -1 means until it is switched off. */
  times: number;
  /** Milliseconds: how long a `timeout_…` stays silent, `slow` takes, or a late webhook waits. */
  delayMs: number;
  /** For `decline`: Stripe's decline code. For `webhook_duplicate` and `webhook_reorder`: how many. */
  detail: string;
}

/** The troubles that are switched on now. */
export interface Faults {
  add(fault: Fault): void;
  clear(kind?: FaultKind): void;
  list(): readonly Fault[];
  /** Whether a trouble of this kind happens to `subject` now; it is used up by one. */
  take(kind: FaultKind, subject: string): Fault | undefined;
}

/** No trouble at first. */
export function openFaults(): Faults {
  let faults: Fault[] = [];
  return {
    add: (fault) => void faults.push(fault),
    clear(kind) {
      faults = kind === undefined ? [] : faults.filter((f) => f.kind !== kind);
    },
    list: () => faults,
    take(kind, subject) {
      const fault = faults.find((f) => f.kind === kind && (f.only === '' || f.only === subject));
      if (!fault) return undefined;
      if (fault.times > 0 && --fault.times === 0) faults = faults.filter((f) => f !== fault);
      return fault;
    },
  };
}

/** Reads a fault from what a control call sent; throws a TypeError that says what is wrong. */
export function readFault(from: Record<string, unknown>): Fault {
  const kind = faultKinds.find((k) => k === from.kind);
  if (!kind) throw new TypeError(`kind must be one of ${faultKinds.join(', ')}`);
  const number = (name: string, otherwise: number, least: number) => {
    const value = from[name] === undefined || from[name] === '' ? otherwise : Number(from[name]);
    if (!Number.isInteger(value) || value < least) throw new TypeError(`${name} must be a whole number`);
    return value;
  };
  const delays: Partial<Record<FaultKind, number>> = { slow: 1_000, webhook_late: 5_000 };
  return {
    kind,
    only: String(from.only ?? ''),
    times: number('times', 1, -1),
    delayMs: number('delayMs', delays[kind] ?? 0, 0),
    detail: String(from.detail ?? ''),
  };
}

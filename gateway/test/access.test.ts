import type { DescField } from '@bufbuild/protobuf';
import type { Principal } from '@sippy/kit/call';
import { newId } from '@sippy/kit/ids';
import { testCustomer, testGrant, testPrincipal } from '@sippy/kit/testing';
import { constraintOf, type Rpc } from '@sippy/proto/contract';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  devicePermissions,
  type Permission,
  rolePermissions,
} from '../../services/auth/src/domain/permissions.ts';
import { contracts } from './recorded-gateway.ts';
import { callGrpcWeb, type Outcome } from './requests.ts';
import { type Ids, sampleRequest } from './sample-request.ts';
import { makeTenant, serviceNames, startWholeSystem, type WholeSystem } from './tenants.ts';

const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
const INTERNAL = 13;
const UNIMPLEMENTED = 12;
const UNAUTHENTICATED = 16;

/** Somebody who calls: a role at the home café, or nobody in particular. */
interface Caller {
  name: string;
  permissions: readonly Permission[];
  principal?: Principal;
}

const edge = contracts.rpcs.filter((rpc) => rpc.exposure === 'EDGE');
const byRight = ['CAFE', 'ORGANISATION'];

vi.setConfig({ testTimeout: 120_000 });

let system: WholeSystem;
let home: Ids;
let foreign: Ids;
let callers: Caller[];

beforeAll(async () => {
  system = await startWholeSystem();
  [home, foreign] = await Promise.all([makeTenant(system.host), makeTenant(system.host)]);
  callers = callersAt(home);
}, 120_000);
afterAll(() => system?.stop());

function callersAt({ organisation_id = '', cafe_id = '' }: Ids): Caller[] {
  const at = (name: string, kind: Principal['kind'], permissions: readonly Permission[]): Caller => ({
    name,
    permissions,
    principal: testPrincipal({ kind, grants: [testGrant(organisation_id, [cafe_id], ...permissions)] }),
  });
  return [
    ...Object.entries(rolePermissions).map(([role, held]) =>
      at(role, role === 'OWNER' ? 'user' : 'staff', held),
    ),
    ...Object.entries(devicePermissions).map(([kind, held]) => at(`a ${kind}`, 'device', held)),
    { name: 'a customer', permissions: [], principal: testCustomer(newId()) },
    { name: 'staff without rights', permissions: [], principal: testPrincipal() },
    { name: 'a guest', permissions: [] },
  ];
}

async function call(rpc: Rpc, caller: Caller, ids: Ids): Promise<Outcome> {
  const headers: Record<string, string> = {
    'grpc-timeout': rpc.method.methodKind === 'unary' ? '10S' : '1S',
  };
  if (caller.principal) headers.authorization = `Bearer ${await system.host.token(caller.principal)}`;
  return callGrpcWeb(system.gateway.url, rpc.path, sampleRequest(contracts, rpc, ids), headers, 'text');
}

/** Calls all of these, some at a time, and tells of those whose outcome is not as it should be. */
async function wrong(
  calls: readonly (readonly [Rpc, Caller])[],
  ids: Ids,
  isRight: (outcome: Outcome, rpc: Rpc, caller: Caller) => boolean,
): Promise<string[]> {
  const bad: string[] = [];
  const left = [...calls];
  const work = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [rpc, caller] = next;
      const outcome = await call(rpc, caller, ids);
      if (isRight(outcome, rpc, caller)) continue;
      bad.push(`${rpc.path} as ${caller.name}: ${outcome.code} ${outcome.reason ?? ''} ${outcome.message}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return bad.sort();
}

const isPublic = (rpc: Rpc) => rpc.grants.some(({ scope }) => scope === 'PUBLIC');
const hasSelf = (rpc: Rpc) => rpc.grants.some(({ scope }) => scope === 'SELF');
const isAllowed = (rpc: Rpc, { permissions }: Caller) =>
  rpc.grants.some(
    ({ scope, permission }) => byRight.includes(scope) && permissions.some((held) => held === permission),
  );

/** Whether a right of the caller's lets them in. */
const may = (rpc: Rpc, caller: Caller) => !isPublic(rpc) && isAllowed(rpc, caller);
/** Whether the access rule must refuse the caller. */
const mayNot = (rpc: Rpc, caller: Caller) => !isPublic(rpc) && !hasSelf(rpc) && !isAllowed(rpc, caller);

/** Whether a request says which café, organisation, person or thing it is about. */
function isAboutSomething(rpc: Rpc): boolean {
  const named = new Set(rpc.grants.map(({ field }) => field).filter(Boolean));
  const isRequired = (field: DescField) => constraintOf(contracts, field)?.required;
  return named.size > 0 || rpc.method.input.fields.some((field) => field.name in home && isRequired(field));
}

const pairs = (rpcs: readonly Rpc[]) =>
  rpcs.flatMap((rpc) => callers.map((caller) => [rpc, caller] as const));

/** How much has been written: every event and every remembered request of every service. */
async function written(): Promise<Record<string, string>> {
  const counts = await Promise.all(
    serviceNames.map(async (name) => {
      const { rows } = await system.host
        .db(name)
        .query<{ n: string }>(
          'select (select count(*) from event) || $1 || (select count(*) from request) as n',
          ['/'],
        );
      return [name, rows[0]?.n ?? ''] as const;
    }),
  );
  return Object.fromEntries(counts);
}

/** The same once nothing moves any more: what the tenants' own orders set off may still be on its way. */
async function settled(): Promise<Record<string, string>> {
  for (let before = await written(); ; ) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const after = await written();
    if (JSON.stringify(after) === JSON.stringify(before)) return after;
    before = after;
  }
}

describe('at a foreign café', () => {
  test('no role may do anything that is not public, is told nothing, and nothing is written', async () => {
    const before = await settled();
    const rpcs = edge.filter((rpc) => !isPublic(rpc) && isAboutSomething(rpc));
    expect(rpcs.length).toBeGreaterThan(70);
    const bad = await wrong(pairs(rpcs), foreign, ({ code }, _, caller) =>
      caller.principal ? [NOT_FOUND, PERMISSION_DENIED].includes(code) : code === UNAUTHENTICATED,
    );
    expect(bad).toEqual([]);
    expect(await written()).toEqual(before);
  });

  test('what is foreign looks like what does not exist', async () => {
    const unknown = Object.fromEntries(Object.keys(foreign).map((name) => [name, newId()]));
    const manager = callers.filter(({ name }) => name === 'MANAGER');
    const rpcs = edge.filter((rpc) => !isPublic(rpc) && isAboutSomething(rpc));
    const answers = async (ids: Ids) => {
      const seen: Record<string, string> = {};
      await wrong(
        rpcs.flatMap((rpc) => manager.map((m) => [rpc, m] as const)),
        ids,
        ({ code, reason }, rpc) => {
          seen[rpc.path] = `${code} ${reason}`;
          return true;
        },
      );
      return seen;
    };
    expect(await answers(foreign)).toEqual(await answers(unknown));
  });
});

describe('at home', () => {
  test('a role without the permission is refused, and nothing is written', async () => {
    const before = await settled();
    const calls = pairs(edge).filter(([rpc, c]) => mayNot(rpc, c));
    expect(calls.length).toBeGreaterThan(300);
    const bad = await wrong(calls, home, ({ code }, _, caller) =>
      caller.principal ? [NOT_FOUND, PERMISSION_DENIED].includes(code) : code === UNAUTHENTICATED,
    );
    expect(bad).toEqual([]);
    expect(await written()).toEqual(before);
  });

  test('a role with the permission is let in by the access rule', async () => {
    const calls = pairs(edge).filter(([rpc, c]) => may(rpc, c));
    expect(calls.length).toBeGreaterThan(150);
    let done = 0;
    const bad = await wrong(calls, home, ({ code, reason }) => {
      if (code === 0) done += 1;
      if (code === PERMISSION_DENIED) return reason !== 'PERMISSION_MISSING';
      return ![UNAUTHENTICATED, UNIMPLEMENTED, INTERNAL, -1, 2].includes(code);
    });
    expect(bad).toEqual([]);
    // The requests are good ones: most calls do what they say.
    expect(done / calls.length).toBeGreaterThan(0.5);
  });

  test('what is for everybody, and for people themselves, ends in no fault of ours', async () => {
    const calls = pairs(edge).filter(([rpc, c]) => !may(rpc, c) && !mayNot(rpc, c));
    expect(calls.length).toBeGreaterThan(300);
    const bad = await wrong(calls, home, ({ code }) => ![INTERNAL, UNIMPLEMENTED, -1, 2].includes(code));
    expect(bad).toEqual([]);
  });
});

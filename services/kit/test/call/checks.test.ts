import { PlaceOrderRequest } from '@sippy/proto/order/v1/order_service';
import { expect, test } from 'vitest';
import { compileAccess } from '../../src/call/access.ts';
import { createConstraints } from '../../src/call/constraints.ts';
import { sippyDescriptors } from '../../src/call/descriptors.ts';
import { type FieldViolation, refuse } from '../../src/call/refusal.ts';
import { domainOf } from '../../src/call/status-details.ts';
import { createTokenVerifier } from '../../src/call/token.ts';
import { newId } from '../../src/ids.ts';
import { makeTestKeys } from '../../src/testing/test-keys.ts';
import { testPrincipal } from '../../src/testing/testing.ts';

const descriptors = sippyDescriptors();
const place = descriptors.method('sippy.order.v1.OrderService', 'PlaceOrder');
const check = createConstraints(descriptors)(place.input);

const line = { productId: newId(), variantId: newId(), quantity: 1 };
const good = { requestId: newId(), cafeId: newId(), lines: [line] };
const violationsOf = (request: Parameters<typeof PlaceOrderRequest.fromPartial>[0]): string[] => {
  const violations: FieldViolation[] = [];
  check(PlaceOrderRequest.fromPartial(request) as never, violations);
  return violations.map(({ field }) => field);
};

test('a good request has nothing against it', () => {
  expect(violationsOf(good)).toEqual([]);
});

test.each([
  ['an id that is none', { ...good, cafeId: 'x' }, 'cafe_id'],
  ['a missing request_id', { ...good, requestId: '' }, 'request_id'],
  ['a negative quantity', { ...good, lines: [line, { ...line, quantity: -1 }] }, 'lines[1].quantity'],
  ['a huge quantity', { ...good, lines: [{ ...line, quantity: 2 ** 31 - 1 }] }, 'lines[0].quantity'],
  ['control characters', { ...good, note: 'a\u0000b' }, 'note'],
  ['a text over its length', { ...good, customerName: 'x'.repeat(10_000) }, 'customer_name'],
  ['a list over its length', { ...good, lines: Array.from({ length: 1000 }, () => line) }, 'lines'],
  ['a time that is none', { ...good, takenTime: new Date(Number.NaN) }, 'taken_time'],
  ['an enum value nobody knows', { ...good, kind: 'ORDER_KIND_ON_THE_MOON' as never }, 'kind'],
  [
    'a currency that is none',
    { ...good, expectedTotal: { currencyCode: 'EURO', minor: 1n } },
    'expected_total.currency_code',
  ],
])('%s is refused by the name of its field', (_, request, field) => {
  expect(violationsOf(request)).toContain(field);
});

test('an RPC without a complete access rule cannot be compiled', () => {
  const without = { ...descriptors, access: () => undefined };
  expect(() => compileAccess(place, without)).toThrow('no complete access rule');
});

test('a token is believed only from the key that may sign it, in its time, for its audience', async () => {
  const keys = await makeTestKeys();
  const verify = createTokenVerifier(keys.publicKeys);
  const token = await keys.token(testPrincipal({ kind: 'user' }));
  expect(await verify(token)).toMatchObject({ kind: 'user' });
  const foreign = await (await makeTestKeys()).token(testPrincipal());
  await expect(async () => verify(foreign)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  const [head, body] = token.split('.');
  await expect(async () => verify(`${head}.${body}.AAAA`)).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
  const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
  await expect(async () => verify(`${none}.${body}.`)).rejects.toMatchObject({ reason: 'TOKEN_INVALID' });
});

test('a common reason is of the common domain, a service’s own of the service’s', () => {
  expect(domainOf(refuse('NOT_FOUND', 'NOT_FOUND', 'x'), 'sippy.order')).toBe('sippy');
  expect(domainOf(refuse('FAILED_PRECONDITION', 'NOT_PAID', 'x'), 'sippy.order')).toBe('sippy.order');
});

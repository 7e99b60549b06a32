import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packGrants, unpackGrants } from '../../src/call/token-grants.ts';
import { newId } from '../../src/ids.ts';

const id = fc.uuid();
const grant = fc.record({
  organisationId: id,
  cafeIds: fc.array(id),
  permissions: fc.uniqueArray(fc.constantFrom('order.create', 'order.read', 'cafe.read', 'payment.refund')),
});

test('grants come out of a token as they went in', () => {
  fc.assert(
    fc.property(fc.array(grant), (grants) => {
      expect(unpackGrants(packGrants(grants))).toEqual(grants);
    }),
  );
});

test('a list of permissions that a token does not hold makes no grant', () => {
  const { grants } = packGrants([
    { organisationId: newId(), cafeIds: [newId()], permissions: ['order.read'] },
  ]);
  expect(unpackGrants({ grants, sets: [] })).toBeUndefined();
});

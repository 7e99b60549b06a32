import { expect, test } from 'vitest';
import { grantsOf, organisationsToOpen, type PlacedRight } from './authorities.ts';
import { permissions, rolePermissions } from './permissions.ts';

const right = (
  organisationId: string,
  cafeId: string | null,
  role: PlacedRight['role'],
  ...extra: string[]
) => ({
  organisationId,
  cafeId,
  role,
  extraPermissions: extra,
});

test('a right in the whole organisation is opened up to its cafés', () => {
  const rights = [right('o', null, 'OWNER')];
  expect(organisationsToOpen(rights)).toEqual(['o']);
  expect(grantsOf(rights, new Map([['o', ['b', 'a']]]))).toEqual([
    { organisationId: 'o', cafeIds: ['a', 'b'], permissions: [...permissions].sort() },
  ]);
});

test('the owner of an organisation without a café can still manage it', () => {
  const [grant] = grantsOf([right('o', null, 'OWNER')], new Map([['o', []]]));
  expect(grant?.cafeIds).toEqual([]);
  expect(grant?.permissions).toContain('organisation.manage');
});

test('cafés with the same permissions share a grant, and rights at one café add up', () => {
  const rights = [
    right('o', 'a', 'BARISTA'),
    right('o', 'b', 'BARISTA'),
    right('o', 'c', 'BARISTA', 'order.backdate'),
    right('o', null, 'ACCOUNTANT'),
  ];
  const grants = grantsOf(rights, new Map([['o', ['a', 'b', 'c', 'd']]]));
  expect(grants.map((grant) => grant.cafeIds)).toEqual([['a', 'b'], ['c'], ['d']]);
  expect(grants[0]?.permissions).toContain('audit.read');
  expect(grants[1]?.permissions).toContain('order.backdate');
  expect(grants[2]?.permissions).toEqual([...rolePermissions.ACCOUNTANT].sort());
});

test('organisations stay apart', () => {
  const rights = [right('o1', 'a', 'MANAGER'), right('o2', 'x', 'KITCHEN')];
  const grants = grantsOf(rights, new Map());
  expect(grants.map(({ organisationId, cafeIds }) => [organisationId, cafeIds])).toEqual([
    ['o1', ['a']],
    ['o2', ['x']],
  ]);
});

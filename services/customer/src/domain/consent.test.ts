import { expect, test } from 'vitest';
import { readSubject } from './consent.ts';

const shop = '0197c1f0-0000-7000-8000-000000000001';

test('a message needs a way and an organisation; the birthday has neither', () => {
  expect(readSubject('OFFERS', 'SMS', shop)).toEqual({
    organisationId: shop,
    purpose: 'OFFERS',
    channel: 'SMS',
  });
  expect(readSubject('BIRTHDAY', undefined, shop)).toEqual({
    organisationId: null,
    purpose: 'BIRTHDAY',
    channel: null,
  });
  const wrong = [
    [() => readSubject(undefined, 'SMS', shop), 'purpose'],
    [() => readSubject('OFFERS', undefined, shop), 'channel'],
    [() => readSubject('BIRTHDAY', 'SMS', shop), 'channel'],
    [() => readSubject('NEWS', 'EMAIL', ''), 'organisation_id'],
  ] as const;
  for (const [read, field] of wrong)
    expect(read, field).toThrow(expect.objectContaining({ fields: [expect.objectContaining({ field })] }));
});

import { describe, expect, it } from 'vitest';
import { bucketOf } from '../src/data/once.ts';
import { isUuid, newId, timeOfId } from '../src/ids.ts';

describe('ids', () => {
  it('are UUIDv7, different, and sort by the order in which they were made', () => {
    const ids = Array.from({ length: 20_000 }, newId);
    expect(ids.every((id) => isUuid(id) && id.charAt(14) === '7')).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(ids);
  });

  it('carry their time', () => {
    const before = Date.now();
    const time = timeOfId(newId())?.getTime() ?? 0;
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now() + 5);
    expect(timeOfId('018f3c00-0000-4000-8000-000000000000')).toBeUndefined();
    expect(timeOfId('nonsense')).toBeUndefined();
  });

  it('lie in the bucket of their day, those of other versions in one of their own', () => {
    expect(bucketOf('01890a5d-ac96-774b-bcce-b302099a8057')).toBe('2023-06-30');
    expect(bucketOf('110e8400-e29b-41d4-a716-446655440000')).toBe('0001-01-01');
  });
});

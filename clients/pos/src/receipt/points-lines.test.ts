import { expect, test } from 'vitest';
import { withPoints } from './points-lines.ts';

test('points stand under the receipt, each row 42 columns wide', () => {
  const rows = [
    { label: 'Points earned', points: 29n },
    { label: 'A label that is longer than the paper is wide, by far', points: -12345n },
  ];
  const lines = withPoints('Total\n\n', rows).split('\n');
  expect(lines).toHaveLength(5);
  expect(lines[0]).toBe('Total');
  for (const line of lines.slice(1, 4)) expect(line).toHaveLength(42);
  expect(lines[2]).toMatch(/^Points earned +29$/);
  expect(lines[3]).toMatch(/ -12345$/);
});

import { expect, test } from 'vitest';
import { writeMail } from './mail-text.ts';

test('a mail to an address that is not verified holds no words of whoever registered it', () => {
  const { text } = writeMail({ kind: 'VERIFY', link: 'https://sippy.example/account/verify#token=t' });
  expect(text).toMatch(/^Hello,\n/);
  expect(text).toContain('https://sippy.example/account/verify#token=t');
});

test('a name cannot write lines of its own', () => {
  const { text } = writeMail({
    kind: 'RESET',
    name: 'Sue\n\nVisit evil.example',
    link: 'https://sippy.example/x',
  });
  expect(text.split('\n')[0]).toBe('Hello Sue Visit evil.example,');
});

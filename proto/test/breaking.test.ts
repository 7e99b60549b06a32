/** `buf breaking` guards what the last release promised: proto/released.binpb. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
let copy: string;

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'sippy-contracts-'));
  cpSync(join(root, 'buf.yaml'), join(copy, 'buf.yaml'));
  cpSync(join(root, 'proto/sippy'), join(copy, 'proto/sippy'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});
afterEach(() => rmSync(copy, { recursive: true, force: true }));

/** What `buf breaking` says of the copy; empty if nothing is broken. */
function broken(): Promise<string> {
  const args = ['breaking', 'proto', '--against', join(root, 'proto/released.binpb')];
  return new Promise((done) => {
    execFile(join(root, 'node_modules/.bin/buf'), args, { cwd: copy }, (error, stdout, stderr) =>
      done(error ? stdout || stderr || error.message : ''),
    );
  });
}

function edit(file: string, from: RegExp, to: string): void {
  const path = join(copy, 'proto/sippy', file);
  const text = readFileSync(path, 'utf8');
  const edited = text.replace(from, to);
  expect(edited).not.toBe(text);
  writeFileSync(path, edited);
}

test('the contracts keep what the last release promised', async () => {
  expect(await broken()).toBe('');
});

test('a field that changes its number, its type or its name breaks the promise', async () => {
  edit('type/v1/money.proto', /int64 minor = 2/, 'int64 minor = 7');
  expect(await broken()).toContain('"minor"');
  edit('type/v1/money.proto', /int64 minor = 7/, 'string minor = 2');
  expect(await broken()).toContain('type');
  edit('type/v1/money.proto', /string minor = 2/, 'int64 cents = 2');
  expect(await broken()).toContain('cents');
});

test('a new field breaks nothing', async () => {
  edit('type/v1/money.proto', /(int64 minor = 2[^;]*;)/, '$1\n  // Something new.\n  string note = 99;');
  expect(await broken()).toBe('');
});

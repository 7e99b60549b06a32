/** The catalogues of all clients, and which of their keys the code names. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const clients = join(import.meta.dirname, '../..');

/** The words of one namespace: by language, then by full key. */
export interface Catalogue {
  ns: string;
  client: string;
  languages: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** A source file of a client. */
export interface Source {
  client: string;
  path: string;
  text: string;
}

/** `clients/pos/src/text` holds the namespace `pos`, `clients/pos/src/text-checkout` the namespace `checkout`. */
export function readCatalogues(): Catalogue[] {
  return clientNames().flatMap((client) =>
    readdirSync(join(clients, client, 'src'))
      .filter((folder) => /^text(-|$)/.test(folder))
      .map((folder) => ({
        ns: folder === 'text' ? client : folder.replace('text-', ''),
        client,
        languages: readLanguages(join(clients, client, 'src', folder)),
      }))
      .filter(({ languages }) => languages.size > 0),
  );
}

/** What is built into the clients: no tests. */
export function readSources(): Source[] {
  return clientNames().flatMap((client) =>
    readdirSync(join(clients, client, 'src'), { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
      .map((path) => {
        const full = join(clients, client, 'src', path);
        return { client, path: relative(clients, full), text: readFileSync(full, 'utf8') };
      }),
  );
}

/** `list.rows` of `list.rows_one`. */
export function withoutPlural(key: string): string {
  return key.replace(/_(zero|one|two|few|many|other)$/, '');
}

/** Calls of `t` with a key that is written out, and with one that begins so. */
export function namedKeys({ text }: Source): { exact: string[]; begins: string[] } {
  return {
    exact: [...text.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1] ?? ''),
    begins: [...text.matchAll(/\bt\(\s*`([^`$]+)\$\{/g)].map((match) => match[1] ?? ''),
  };
}

/** Which namespaces the words of a file come from; undefined if the file does not say. */
export function namespacesOf({ text }: Source): string[] | undefined {
  const named = [...text.matchAll(/useTranslation\(\s*\[?([^)\]]*)\]?\s*\)/g)].flatMap((match) =>
    [...(match[1] ?? '').matchAll(/'([^']+)'/g)].map((each) => each[1] ?? ''),
  );
  return named.length > 0 ? named : undefined;
}

/** Whether a key stands in any of the sources: written out, or as what a template can become. */
export function keyFinder(sources: readonly Source[]): (key: string) => boolean {
  const literals = new Set<string>();
  const templates = new Set<string>();
  for (const { text } of sources) {
    for (const [, single] of text.matchAll(/'([\w:.-]+)'/g)) literals.add(single ?? '');
    for (const [, template] of text.matchAll(/`([\w:.-]*\$\{[^`]*)`/g)) templates.add(template ?? '');
  }
  const patterns = [...templates]
    .map((template) => template.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.]/g, '\\.')))
    // A template that begins with what it is filled with could become any key.
    .filter(([first]) => first?.includes('.'))
    .map((parts) => new RegExp(`^(\\w+:)?${parts.join('[\\w.-]+')}$`));
  return (key) => literals.has(key) || patterns.some((pattern) => pattern.test(key));
}

function clientNames(): string[] {
  return readdirSync(clients).filter((client) => existsSync(join(clients, client, 'src/text')));
}

function readLanguages(folder: string): Map<string, Map<string, string>> {
  const files = readdirSync(folder).filter((file) => /^[a-z]{2}\.json$/.test(file));
  return new Map(
    files.map((file) => [
      file.replace('.json', ''),
      new Map(flatten(JSON.parse(readFileSync(join(folder, file), 'utf8')))),
    ]),
  );
}

function flatten(words: object, before = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null
      ? flatten(value, `${before}${key}.`)
      : [[`${before}${key}`, String(value)] as [string, string]],
  );
}

/** What a browser has to load before a page can do anything. */
import { get } from 'node:http';

/** KiB of all scripts that a page's HTML names, as the gateway sends them to who accepts that encoding. */
export async function firstJavaScriptKiB(pageUrl: string, encoding: 'br' | 'gzip'): Promise<number> {
  const html = await (await fetch(pageUrl)).text();
  const paths = [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(([, path]) => path ?? '');
  if (paths.length === 0) throw new Error(`${pageUrl} names no script`);
  const sizes = await Promise.all(paths.map((path) => bytesOf(new URL(path, pageUrl), encoding)));
  return sizes.reduce((all, size) => all + size, 0) / 1024;
}

const smallBytes = 4096;

/** `fetch` would hand over what it has unpacked. */
function bytesOf(url: URL, encoding: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': encoding } }, (response) => {
      let bytes = 0;
      response.on('data', (piece: Buffer) => {
        bytes += piece.length;
      });
      response.on('end', () => {
        // What is small comes as it is.
        const isPlain = response.headers['content-encoding'] !== encoding;
        if (response.statusCode !== 200 || (isPlain && bytes > smallBytes))
          reject(new Error(`${url.href} does not come as ${encoding}`));
        else resolve(bytes);
      });
      response.on('error', reject);
    }).on('error', reject);
  });
}

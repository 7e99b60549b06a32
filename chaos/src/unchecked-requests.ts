/** Loaded into a host before anything else, it takes the constraints of the contracts away: every request that can be decoded is let in. */
import { registerHooks } from 'node:module';

const compiled = 'export function createConstraints(';
const unchecked = 'export const createConstraints = () => () => () => {};\nfunction unusedConstraints(';

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith('/kit/src/call/constraints.ts')) return loaded;
    const source = String(loaded.source);
    if (!source.includes(compiled)) throw new Error('there are no constraints to take away');
    return { ...loaded, source: source.replace(compiled, unchecked) };
  },
});

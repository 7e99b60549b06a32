import { type BenchCafes, makeBenchCafes } from '@sippy/bench/bench-cafes';
import { ServerFailure } from '@sippy/tilt/infrastructure/server';
import { type Databases, openDatabases } from './databases.ts';
import { type OwnSystem, startOwnSystem } from './own-system.ts';
import type { SystemNeeds } from './process-list.ts';
import { seeded } from './random.ts';
import type { Outcome } from './results.ts';
import type { Finding, Proof, Scenario, Stage } from './scenario.ts';

const cafeCount = 8;

/** How scenarios are run. */
export interface Conditions {
  seed: number;
  /** Share of the full size. */
  scale: number;
  say(text: string): void;
}

/** Runs scenarios one after the other; those that need the same system and leave it whole share one. */
export interface Runner {
  run(scenario: Scenario, proof?: Proof): Promise<Outcome>;
  close(): Promise<void>;
}

interface Running {
  needs: string;
  system: OwnSystem;
  databases: Databases;
}

/** Makes a runner; its system is started with the first scenario. */
export function createRunner(conditions: Conditions): Runner {
  let running: Promise<Running> | undefined;
  const end = async () => {
    // What is still starting is waited for: its processes must not stay behind.
    const last = await running?.catch(() => undefined);
    running = undefined;
    await last?.databases.close();
    await last?.system.stop();
  };
  const provide = async (needs: SystemNeeds): Promise<Running> => {
    const key = JSON.stringify(needs);
    const last = await running?.catch(() => undefined);
    if (last?.needs === key && last.system.dead().length === 0) return last;
    await end();
    running = startOwnSystem(needs).then((system) => ({
      needs: key,
      system,
      databases: openDatabases(system),
    }));
    return running;
  };
  return {
    close: end,
    async run(scenario, proof) {
      if (proof) await end();
      const random = seeded(conditions.seed + scenario.number);
      const findings: Finding[] = [];
      const started = performance.now();
      let failure: string | undefined;
      let cafes: BenchCafes | undefined;
      try {
        const { system, databases } = await provide(proof?.needs ?? scenario.needs);
        cafes = await makeBenchCafes(system, cafeCount);
        const stage: Stage = {
          system,
          databases,
          cafes: cafes.cafes,
          random,
          size: (full, smallest) => Math.max(smallest, Math.round(full * conditions.scale)),
          limit: (seconds) => (conditions.scale === 0 ? seconds * 4 : seconds),
          without: proof?.without,
          must: (rule, got, relation, limit, unit = '') => {
            const holds = relation === '=' ? got === limit : relation === '≤' ? got <= limit : got >= limit;
            findings.push({ rule, got, relation, limit, unit, holds });
          },
          say: conditions.say,
        };
        await proof?.takeAway?.(stage);
        await scenario.run(stage);
      } catch (error) {
        failure = describe(error);
        conditions.say(failure);
      } finally {
        cafes?.close();
      }
      if (proof || failure !== undefined || findings.some((finding) => !finding.holds)) await end();
      const { seed, scale } = conditions;
      const seconds = (performance.now() - started) / 1000;
      return { scenario, without: proof?.without, findings, failure, seconds, seed, scale };
    },
  };
}

/** What went wrong, with the last words of a server that did not start. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const said = error.cause instanceof ServerFailure ? `\n${error.cause.log}` : '';
  return `${error.stack ?? error.message}${said}`;
}

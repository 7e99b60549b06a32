/** Envoy and the server of the files behind it. */
import { join } from 'node:path';
import { defaultLimits, type GatewayLimits, logArguments } from '@sippy/gateway/options';
import { answersHttp, type ServerSpec } from '../infrastructure/server.ts';
import { projectRoot } from '../paths.ts';
import { portOf, type Setup } from '../setup.ts';
import { hostAddress, serviceAddress } from './hosts.ts';

/** Envoy as a server to be started; its configuration is made from the contracts before each start. */
export function gatewayServer(setup: Setup): ServerSpec {
  const folder = join(setup.home, 'gateway');
  const healthUrl = `http://127.0.0.1:${portOf(setup.ports, 'gateway')}/readyz`;
  return {
    name: 'gateway',
    command: setup.tools.envoy ?? 'envoy',
    // With hot restart Envoy ends when whoever started it does.
    args: ['-c', join(folder, 'envoy.json'), '--disable-hot-restart', ...logArguments],
    env: {},
    stopSignal: 'SIGTERM',
    healthUrl,
    ready: () => answersHttp(healthUrl),
    prepare: async () => {
      // Loaded late: it needs what is generated from the contracts.
      const { writeConfig } = await import('@sippy/gateway/envoy');
      writeConfig({
        listen: { host: '127.0.0.1', port: portOf(setup.ports, 'gateway') },
        folder,
        sockets: setup.sockets,
        host: hostAddress(setup, 'host'),
        services: Object.fromEntries(setup.services.map((s) => [s, serviceAddress(setup, s)])),
        staticFiles: staticAddress(setup),
        jwksFile: setup.keys.tokenJwksFile,
        metricsPort: portOf(setup.ports, 'gateway-metrics'),
        ...limitsOf(setup.env),
        ...(setup.env.OTEL_EXPORTER_OTLP_ENDPOINT ? { otlpUrl: setup.env.OTEL_EXPORTER_OTLP_ENDPOINT } : {}),
      });
    },
  };
}

/**
 * `SIPPY_RATE_PER_SECOND` raises what one address or caller may do, for those who measure; the limits of single RPCs rise
 * in proportion, and never fall below what their contracts say.
 */
export function limitsOf(env: NodeJS.ProcessEnv): { limits?: Partial<GatewayLimits> } {
  const perSecond = Number(env.SIPPY_RATE_PER_SECOND);
  if (!(perSecond > 0)) return {};
  const rate = { perSecond, burst: perSecond * 2 };
  const perMinuteFactor = Math.max(1, Math.ceil(perSecond / defaultLimits.perCaller.perSecond));
  return { limits: { perIp: rate, perCaller: rate, perMinuteFactor } };
}

/** The server of the clients' files and of the API reference. */
export function staticServer(setup: Setup): ServerSpec {
  const port = portOf(setup.ports, 'static');
  const healthUrl = `http://127.0.0.1:${port}/healthz`;
  return {
    name: 'static',
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', 'gateway/src/static.ts'],
    cwd: projectRoot,
    env: { STATIC_LISTEN: `127.0.0.1:${port}`, STATIC_RELOAD: 'yes' },
    stopSignal: 'SIGTERM',
    healthUrl,
    ready: () => answersHttp(healthUrl),
  };
}

function staticAddress(setup: Setup): `127.0.0.1:${number}` {
  return `127.0.0.1:${portOf(setup.ports, 'static')}`;
}

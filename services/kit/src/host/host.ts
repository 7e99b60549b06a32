import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { connectRedis } from '../cache/cache.ts';
import { openEndedSessions, refuseEnded } from '../call/ended-sessions.ts';
import { compileEndpoints, type Endpoint } from '../call/endpoint.ts';
import { startGrpcServer } from '../call/grpc-server.ts';
import { createLoad } from '../call/load.ts';
import { createServiceTokenSource, createTokenVerifier } from '../call/token.ts';
import type { Clock } from '../clock.ts';
import { openBus } from '../events/bus.ts';
import { limitStreams } from '../live/stream-limits.ts';
import { observeBreakers } from '../peers/breaker-observe.ts';
import { createObservePeer } from '../peers/peer-observe.ts';
import { createPeers, type Peers } from '../peers/peers.ts';
import { createLog } from '../telemetry/log.ts';
import { createObserve } from '../telemetry/observe.ts';
import { startTelemetry } from '../telemetry/telemetry.ts';
import { type Environment, hostConfig, readConfig, readConfigFile, variableName } from './config.ts';
import { type HostedService, type Shared, startService } from './hosted-service.ts';
import { answerDeadLetters } from './ops-dead-letters.ts';
import { type OpsServer, startOpsServer } from './ops-server.ts';
import { databaseTrouble, watchClock } from './readiness.ts';
import type { ServiceDefinition } from './service.ts';

/** What tests hand in beside the environment. */
export interface HostOptions {
  readonly log?: Logger;
  readonly clock?: Clock;
  readonly events?: Shared['events'];
  /** Prefix of streams, subjects and Valkey's keys, so that several installations can share a NATS. */
  readonly namespace?: string;
}

/** A running host: some services in one process. */
export interface Host {
  /** Where gRPC is served. */
  readonly addresses: readonly string[];
  /** Port of /metrics, /healthz and /readyz. */
  readonly opsPort: number | undefined;
  readonly services: readonly HostedService[];
  readonly peers: Peers;
  readonly log: Logger;
  /** Says that it is not ready, takes calls for the drain pause, finishes those in work, and stops everything. */
  stop(): Promise<void>;
}

/** Starts services in this process, as the environment says. Throws `ConfigError` naming what it lacks. */
export async function startHost(
  definitions: readonly ServiceDefinition[],
  env: Environment,
  options: HostOptions = {},
): Promise<Host> {
  const config = readConfig(hostConfig, env);
  const names = definitions.map((definition) => definition.name).join('+');
  const telemetry = await startTelemetry({
    otlpUrl: config.OTEL_EXPORTER_OTLP_ENDPOINT,
    serviceName: `sippy-${names}`,
  });
  const log = options.log ?? createLog(config.LOG_LEVEL, undefined, telemetry.writeLog);
  const verify = config.TOKEN_JWKS_FILE
    ? createTokenVerifier(readConfigFile('TOKEN_JWKS_FILE', config.TOKEN_JWKS_FILE))
    : undefined;
  const tokens = config.SERVICE_KEY_FILE
    ? await createServiceTokenSource(readConfigFile('SERVICE_KEY_FILE', config.SERVICE_KEY_FILE))
    : undefined;
  const hosted = new Map<string, Endpoint>();
  const peers = createPeers({
    hosted,
    addressOf: (service) => addressOf(service, env),
    tokens,
    traceRatio: config.TRACE_RATIO,
    observe: createObservePeer(telemetry),
    breakers: observeBreakers(telemetry.meter, log),
  });
  const bus = openBus({
    url: config.NATS_URL,
    log,
    ...(options.namespace === undefined ? {} : { namespace: options.namespace }),
  });
  const redis = connectRedis(config.REDIS_URL, options.namespace);
  const endedSessions = openEndedSessions(redis, options.namespace);
  const shared: Shared = {
    env,
    log,
    bus,
    redis,
    endedSessions,
    telemetry,
    peers,
    clock: options.clock,
    events: options.events,
  };
  const services: HostedService[] = [];
  const load = createLoad({ maxRunning: config.MAX_RUNNING_CALLS, maxWaitMs: config.MAX_WAIT_MS });
  let draining = false;
  let ops: OpsServer | undefined;
  let stopWatching = () => {};
  const release = async () => {
    load.close();
    stopWatching();
    await Promise.all(services.map((service) => service.stop()));
    peers.close();
    await bus.close();
    endedSessions.close();
    redis?.disconnect();
    await ops?.close();
    await telemetry.stop();
  };
  try {
    services.push(...(await Promise.all(definitions.map((definition) => startService(definition, shared)))));
    const streams = limitStreams({ perHost: config.MAX_STREAMS, perCaller: config.MAX_STREAMS_PER_CALLER });
    endedSessions.onEnd(streams.endSession);
    const endpointOptions = {
      log,
      observe: createObserve(telemetry),
      load,
      streams,
    };
    for (const { running } of services)
      for (const implementation of running.services)
        for (const endpoint of compileEndpoints(implementation, endpointOptions))
          hosted.set(endpoint.path, endpoint);
    const server = await startGrpcServer({
      endpoints: [...hosted.values()],
      listen: config.HOST_LISTEN,
      verify: verify && refuseEnded(verify, endedSessions),
      traceRatio: config.TRACE_RATIO,
    });
    const [first] = services;
    if (first)
      stopWatching = await watchClock(first.db, (trouble) => {
        if (trouble === undefined) log.warn('the clock is right again');
        else log.error({ trouble }, 'the clock is wrong: calls are for other hosts');
        if (!draining) server.setReady(trouble === undefined);
      });
    if (config.METRICS_PORT !== undefined) {
      const notReady = async () => {
        const troubles = await Promise.all(
          services.map(({ db }) =>
            databaseTrouble(db).catch(() => `${db.service}: the database does not answer`),
          ),
        );
        return [...(draining ? ['draining'] : []), ...troubles.filter((trouble) => trouble !== undefined)];
      };
      ops = await startOpsServer({
        port: config.METRICS_PORT,
        address: config.METRICS_ADDRESS,
        telemetry,
        notReady,
        answer: (request) => answerDeadLetters(request, services),
      });
    }
    for (const service of services) service.work();
    const stop = async () => {
      draining = true;
      server.setReady(false);
      await sleep(config.DRAIN_PAUSE_MS);
      await server.drain(config.DRAIN_MS);
      await release();
    };
    let stopping: Promise<void> | undefined;
    return {
      addresses: server.addresses,
      opsPort: ops?.port,
      services,
      peers,
      log,
      stop: () => {
        stopping ??= stop();
        return stopping;
      },
    };
  } catch (error) {
    await release().catch(() => undefined);
    throw error;
  }
}

function addressOf(service: string, env: Environment): string {
  const variable = `${variableName(service)}_ADDRESS`;
  const address = env[variable];
  if (!address) throw new Error(`${variable} is not set, and the service is not hosted here`);
  return address;
}

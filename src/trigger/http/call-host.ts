import type { LookupFunction } from 'node:net';
import { createSecureContext } from 'node:tls';
import { Agent, request } from 'undici';
import { describeNetworkError } from '../../kubernetes/connection/describe-network-error.ts';
import type { ResolvedAddress } from '../host/resolve-host.ts';
import type { Header } from './build-headers.ts';

export interface HostCall {
  url: URL;
  method: 'GET' | 'DELETE' | 'PATCH' | 'POST' | 'PUT';
  headers: Header[];
  body: string | undefined;
  /** The connection goes to one of these; the name is not resolved again. */
  addresses: ResolvedAddress[];
  tls: { ca?: string; cert?: string; key?: string };
  timeoutMs: number;
}

export type HostAnswer = { ok: true; status: number } | { ok: false; reason: string };

/** Of an answer only its status counts; this much of its body is let by so that the host can say it. */
const maxBodyBytes = 64 * 1024;

/**
 * One HTTP request, tried once, without redirects, in a connection of its own to exactly these addresses. The certificate must be
 * the host's. Never throws; what went wrong is told without headers and bodies.
 */
export async function callHost(call: HostCall): Promise<HostAnswer> {
  const deadline = AbortSignal.timeout(call.timeoutMs);
  const agent = new Agent({
    allowH2: false,
    pipelining: 0,
    connect: { ...call.tls, lookup: pinTo(call.addresses), timeout: call.timeoutMs, rejectUnauthorized: true },
  });
  try {
    const answer = await request(call.url, {
      dispatcher: agent,
      method: call.method,
      headers: call.headers.flat(),
      ...(call.body === undefined ? {} : { body: call.body }),
      headersTimeout: call.timeoutMs,
      bodyTimeout: call.timeoutMs,
      signal: deadline,
    });
    // A body that breaks off or does not end changes nothing about what was answered.
    await answer.body.dump({ limit: maxBodyBytes, signal: deadline }).catch(() => undefined);
    return { ok: true, status: answer.statusCode };
  } catch (error) {
    const reason = deadline.aborted ? `no answer within ${call.timeoutMs} ms` : describeNetworkError(error);
    return { ok: false, reason };
  } finally {
    await agent.destroy();
  }
}

/** A lookup that answers with what was judged, whatever it is asked. */
function pinTo(addresses: ResolvedAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    const [first] = addresses;
    if (options.all === true) callback(null, addresses);
    else callback(null, first?.address ?? '', first?.family);
  };
}

/** Says what is wrong with certificates and keys before they are used; undefined when nothing is. */
export function findTlsFault(tls: HostCall['tls']): string | undefined {
  if ((tls.cert === undefined) !== (tls.key === undefined)) {
    return 'clientCertSecret and clientKeySecret belong together';
  }
  try {
    createSecureContext(tls);
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return `certificate or key is not PEM, or they do not belong together (${code})`;
  }
}

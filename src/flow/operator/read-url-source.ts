import { describeNetworkError } from '../../kubernetes/connection/describe-network-error.ts';
import { problem } from '../../problem/problem.ts';
import { maxWorkflowFileBytes } from '../../run/source/read-workflow-text.ts';
import type { FileReading } from '../../run/source/resolve-source.ts';

const timeoutMs = 15_000;

/**
 * A source `url` (Argo Events: at most 512 KiB). Its host's certificate is always verified, whatever `verifyCert` says, because what comes
 * from there runs with the operator's rights.
 */
export async function readUrlSource(path: string): Promise<FileReading> {
  const url = URL.parse(path);
  if (url === null || !['https:', 'http:'].includes(url.protocol)) {
    return {
      kind: 'refused',
      problem: problem('run.source-url', { host: 'source.url', reason: 'it is no http address' }),
    };
  }
  const { host } = url;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    if (answer.status >= 500 || answer.status === 429) return later(host, `it answered ${answer.status}`);
    if (!answer.ok) {
      return { kind: 'refused', problem: problem('run.source-url', { host, reason: `it answered ${answer.status}` }) };
    }
    return await readText(answer);
  } catch (error) {
    return later(host, describeNetworkError(error));
  }
}

async function readText({ body }: Response): Promise<FileReading> {
  const chunks: Uint8Array[] = [];
  let byteSize = 0;
  for await (const chunk of body ?? []) {
    byteSize += chunk.byteLength;
    if (byteSize > maxWorkflowFileBytes) return { kind: 'too-large', byteSize };
    chunks.push(chunk);
  }
  return { kind: 'file', text: Buffer.concat(chunks).toString() };
}

function later(host: string, reason: string): FileReading {
  return { kind: 'later', problem: problem('run.source-url', { host, reason }) };
}

import { rename, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startCluster } from './start-cluster.ts';

/**
 * The stand-in as a process of its own. Options, each also as a variable:
 * `--port` (CLUSTER_PORT), `--host` (CLUSTER_HOST), `--kubeconfig` FILE to write (CLUSTER_KUBECONFIG), `--workspace` DIR
 * (CLUSTER_WORKSPACE), `--namespace` NAME, repeatable (CLUSTER_NAMESPACES, with commas), `--exit-with-stdin` to end when the
 * standard input closes (CLUSTER_EXIT_WITH_STDIN=true). Prints `cluster ready <url>`; ends on SIGTERM and SIGINT.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: process.env.CLUSTER_PORT ?? '0' },
    host: { type: 'string', default: process.env.CLUSTER_HOST ?? '127.0.0.1' },
    kubeconfig: { type: 'string', default: process.env.CLUSTER_KUBECONFIG ?? '' },
    workspace: { type: 'string', default: process.env.CLUSTER_WORKSPACE ?? '' },
    namespace: { type: 'string', multiple: true, default: (process.env.CLUSTER_NAMESPACES ?? 'argo').split(',') },
    'exit-with-stdin': { type: 'boolean', default: process.env.CLUSTER_EXIT_WITH_STDIN === 'true' },
  },
});

if (values.workspace === '') {
  process.stderr.write('--workspace (or CLUSTER_WORKSPACE) is needed: a directory for the files of steps\n');
  process.exit(2);
}

const cluster = await startCluster({
  port: Number(values.port),
  host: values.host,
  namespaces: values.namespace.filter((name) => name !== ''),
  workspace: values.workspace,
  log: (line) => process.stderr.write(`${line}\n`),
});

let ending = false;
async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  await cluster.close();
  process.exit(0);
}

process.on('SIGTERM', () => void end());
process.on('SIGINT', () => void end());
if (values['exit-with-stdin']) {
  process.stdin.on('end', () => void end());
  process.stdin.on('close', () => void end());
  process.stdin.resume();
}
if (values.kubeconfig !== '') {
  const unfinished = `${values.kubeconfig}.${process.pid}`;
  await writeFile(unfinished, cluster.kubeconfig, { mode: 0o600 });
  await rename(unfinished, values.kubeconfig);
}
process.stdout.write(`cluster ready ${cluster.url}\n`);

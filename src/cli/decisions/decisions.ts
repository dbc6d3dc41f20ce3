import { z } from 'zod';
import type { DecisionNote, FiringNote } from '../../flow/operator/latest-decisions.ts';
import { decisionsPath } from '../../operator-api/create-operator-api.ts';
import type { Settings } from '../../settings/settings.ts';
import { type Command, exitCodes, type Terminal } from '../command.ts';
import { askSigned } from '../deliveries/ask-signed.ts';
import { readAppSettings } from '../deliveries/read-app-settings.ts';
import { describeTrace } from '../explain/describe-decision.ts';

export const decisions: Command = createDecisions(readAppSettings);

/** What the app itself wrote. */
const note = z.custom<DecisionNote>((value) => typeof value === 'object' && value !== null && 'trace' in value);
const answer = z.object({ decisions: z.record(z.string(), note) });

/** Asks the running app why the operator's Sensors did, or did not, what they were meant to. */
export function createDecisions(readSettings: (terminal: Terminal) => Promise<Settings | undefined>): Command {
  return {
    name: 'decisions',
    summary: "say what the operator's Sensors decided about the newest events, and why",
    usage: [
      '[--namespace NAMESPACE] [--server URL]',
      '',
      'Lists, for each Sensor of MANIFESTS_DIR and each event name that it listens to, the newest event, what every filter saw, and what',
      'became of each trigger that fired.',
      '',
      '  --namespace NAMESPACE   of the Sensors (default: ARGO_NAMESPACE)',
      '  --server URL            the running app (default: the PORT of the settings on this machine)',
      '',
      'Needs the settings of the app (APP_ID, PRIVATE_KEY, …) in the environment: kubectl exec into its pod has them.',
      'Exit code 0: done; 1: the app refused, or was not reached; 2: misused.',
    ].join('\n'),
    options: { namespace: { type: 'string' }, server: { type: 'string' } },
    async run({ options }, terminal) {
      const settings = await readSettings(terminal);
      if (settings === undefined) return exitCodes.misused;
      const namespace = textOf(options.namespace) ?? settings.argoNamespace;
      if (namespace === undefined) {
        terminal.complain('--namespace is needed, because there is no ARGO_NAMESPACE.\n');
        return exitCodes.misused;
      }
      const asked = { settings, terminal, server: textOf(options.server) };
      const told = await askSigned(decisionsPath, { namespace }, answer, asked);
      if (!told.ok) {
        terminal.complain(`${told.reason}\n`);
        return exitCodes.failed;
      }
      const entries = Object.entries(told.content.decisions);
      for (const [key, each] of entries) terminal.write(describe(key, each));
      if (entries.length === 0) terminal.complain(`no Sensor of ${namespace} was asked about an event yet\n`);
      return exitCodes.fine;
    },
  };
}

/** @param key `<namespace>/<Sensor>/<EventSource>/<event>` */
function describe(key: string, { id, at, trace, problems, firings }: DecisionNote): string {
  const [, sensor = '', source = '', event = ''] = key.split('/');
  return [
    `Sensor ${sensor}: ${source}/${event} ${id} (${new Date(at).toISOString()})`,
    ...describeTrace({ trace, problems }),
    ...firings.flatMap(describeFiring),
    '',
    '',
  ].join('\n');
}

function describeFiring({ trigger, outcome, run, problems = [] }: FiringNote): string[] {
  const made = run === undefined ? '' : `: Workflow ${run.namespace}/${run.name}`;
  return [
    `  ${trigger}: ${outcome}${made}`,
    ...problems.map(({ code, message, hint }) => `    ${code}: ${message} ${hint}`),
  ];
}

function textOf(option: unknown): string | undefined {
  return typeof option === 'string' ? option : undefined;
}

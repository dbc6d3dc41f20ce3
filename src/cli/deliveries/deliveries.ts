import type { Settings } from '../../settings/settings.ts';
import { type Command, exitCodes, type Terminal } from '../command.ts';
import { type Listing, listFailed, listUnknown } from './list-deliveries.ts';
import { openGithub } from './open-github.ts';
import { readAppSettings } from './read-app-settings.ts';
import { readDeliveriesWish } from './read-deliveries-wish.ts';
import { redeliverAll } from './redeliver-all.ts';

export interface DeliveriesParts {
  readSettings: (terminal: Terminal) => Promise<Settings | undefined>;
  openGithub: typeof openGithub;
}

export const deliveries: Command = createDeliveries({ readSettings: readAppSettings, openGithub });

/** Looks at what GitHub recorded of the App's webhooks, and has single ones sent again. */
export function createDeliveries(parts: DeliveriesParts): Command {
  return {
    name: 'deliveries',
    summary: 'list webhooks that failed or that the app never saw; send them again',
    usage: [
      '[--unknown] [--since DURATION] [--server URL]',
      '       argo-events-app deliveries --redeliver ID…',
      '',
      'Lists the deliveries of the App’s webhook that GitHub could not deliver. The app has those sent again by itself.',
      '',
      '  --unknown          instead those that somebody took (2xx) and this app’s event bus does not know: another process',
      '                     under the same address, or a store that was lost. They are sent again on request only',
      '  --since DURATION   how far to look back (default and most: 3d)',
      '  --server URL       the running app, for --unknown (default: the PORT of the settings on this machine)',
      '  --redeliver ID…    has GitHub send these again, by the ids that are listed',
      '',
      'Needs the settings of the app (APP_ID, PRIVATE_KEY, …) in the environment: kubectl exec into its pod has them.',
      'Exit code 0: done; 1: GitHub or the app refused, or was not reached; 2: misused.',
    ].join('\n'),
    options: {
      unknown: { type: 'boolean' },
      since: { type: 'string' },
      server: { type: 'string' },
      redeliver: { type: 'boolean' },
    },
    async run(input, terminal) {
      const wish = readDeliveriesWish(input);
      if (!wish.ok) {
        terminal.complain(`${wish.reason}\n`);
        return exitCodes.misused;
      }
      const settings = await parts.readSettings(terminal);
      if (settings === undefined) return exitCodes.misused;
      const github = await parts.openGithub(settings);
      if (wish.value.kind === 'redeliver') return await redeliverAll(wish.value.ids, github, terminal);
      const asked = { ...wish.value, now: terminal.now() };
      const listing =
        wish.value.kind === 'unknown'
          ? await listUnknown(asked, { github, settings, terminal })
          : await listFailed(asked, github);
      return tell(listing, terminal);
    },
  };
}

function tell(listing: Listing, terminal: Terminal): number {
  if (!listing.ok) {
    terminal.complain(`${listing.reason}\n`);
    return exitCodes.failed;
  }
  for (const { id, guid, deliveredAt, event, action, installationId, status } of listing.attempts) {
    const what = action === undefined ? event : `${event}.${action}`;
    const columns = [id, new Date(deliveredAt).toISOString(), what, `installation ${installationId ?? '-'}`, guid];
    terminal.write(`${columns.join('  ')}  ${status}\n`);
  }
  const count = listing.attempts.length;
  terminal.complain(
    `${count === 0 ? 'none' : count}${listing.isWhole ? '' : ' (only the newest 100,000 attempts were looked at)'}\n`,
  );
  return exitCodes.fine;
}

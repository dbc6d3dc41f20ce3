import { setTimeout as sleep } from 'node:timers/promises';
import type { GithubDeliveries } from '../../github/deliveries/deliveries.ts';
import { exitCodes, type Terminal } from '../command.ts';

/** As GitHub wants it of writes. */
const paceMs = 1000;

/** Has each of them sent again; one that GitHub refuses keeps none of the others. */
export async function redeliverAll(
  ids: readonly string[],
  github: Pick<GithubDeliveries, 'redeliver'>,
  terminal: Terminal,
): Promise<number> {
  let failed = 0;
  for (const [index, id] of ids.entries()) {
    if (index > 0) await (terminal.wait ?? sleep)(paceMs);
    const asked = await github.redeliver(id);
    if (asked.ok) terminal.write(`${id}  is sent again\n`);
    else {
      failed += 1;
      terminal.complain(`${id}  ${asked.failure.message}\n`);
    }
  }
  return failed === 0 ? exitCodes.fine : exitCodes.failed;
}

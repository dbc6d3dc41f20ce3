import type { Delivery, EventBus } from '../../bus/event-bus.ts';
import { annotations } from '../../kubernetes/labels.ts';
import type { WorkflowHead } from '../../kubernetes/workflow.ts';
import { readWish } from '../../run/again/wish.ts';
import type { IdentitySigner } from '../../run/identity/sign-identity.ts';
import type { CommandTools } from '../command-tools.ts';

/** The name of a delivery that stands for a wish. */
export const wishName = 'again';

/** Deliveries of this process that are stored, so that each change of a Workflow does not ask the store anew. */
const maxHeard = 10_000;

/**
 * Looks at Workflows for the wish to make a run once more (`annotations.again`), and stores it as an event: carried out once, also when
 * this process dies. Only what this app signed is a run.
 */
export function hearWishes({
  bus,
  signer,
  now,
  log,
}: {
  bus: Pick<EventBus, 'publish'>;
  signer: Pick<IdentitySigner, 'read'>;
} & Pick<CommandTools, 'now' | 'log'>): (head: WorkflowHead) => void {
  const heard = new Set<string>();
  return ({ metadata }) => {
    const { namespace, name, uid } = metadata;
    const word = readWish(metadata.annotations);
    const identity = word && signer.read(namespace, name, metadata.annotations?.[annotations.identity]);
    if (word === undefined || !identity) return;
    const id = `manual-again-${uid}-${word}`;
    if (heard.has(id)) return;
    heard.add(id);
    const [oldest] = heard;
    if (heard.size > maxHeard && oldest !== undefined) heard.delete(oldest);
    const body = { namespace, name, uid, word, installation: { id: identity.installationId } };
    const delivery: Delivery = {
      ...{ source: 'manual', tenant: String(identity.repositoryId), id, name: wishName },
      ...{ receivedAt: now(), headers: {}, body: Buffer.from(JSON.stringify(body)) },
    };
    bus.publish(delivery).catch((error: unknown) => {
      heard.delete(id);
      log.warn({ workflow: `${namespace}/${name}`, error }, 'a wish to make a run once more could not be stored');
    });
  };
}

import type { StorageLook } from '../../watch-storage.ts';
import type { Broker } from './connect-broker.ts';
import { isNoSuchStream } from './explain-broker-error.ts';

/** A stream as `watchStorage` wants it: made when, and how far it has come. */
export async function lookAtStream({ manager }: Pick<Broker, 'manager'>, stream: string): Promise<StorageLook> {
  try {
    const { created, state } = await manager.streams.info(stream);
    return { identity: created, end: state.last_seq };
  } catch (thrown) {
    return isNoSuchStream(thrown) ? 'missing' : 'unknown';
  }
}

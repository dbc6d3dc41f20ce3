import { parentPort, workerData } from 'node:worker_threads';
import type { Batch, Reply } from '../requests.ts';
import { prepareAnswering } from './answer-batch.ts';
import { collectBodies } from './collect-bodies.ts';
import { type DatabaseOptions, openDatabase } from './open-database.ts';

/** The database's thread: says how opening went, then answers batches until it is told to close. */
function serve(options: DatabaseOptions): void {
  const opened = openDatabase(options);
  if (!opened.ok) {
    parentPort?.postMessage(opened);
    return;
  }
  const answer = prepareAnswering(opened.database, options);
  parentPort?.on('message', (message: Batch | 'close') => {
    if (message === 'close') {
      opened.database.close();
      parentPort?.close();
      return;
    }
    const replies: Reply[] = answer(message);
    parentPort?.postMessage(replies, collectBodies(replies));
  });
  parentPort?.postMessage({ ok: true });
}

serve(workerData as DatabaseOptions);

import { randomUUID } from 'node:crypto';
import { askAsCaller } from '../../github/caller/ask-as-caller.ts';
import { createRunApi } from '../../run-api/create-run-api.ts';
import { createStatusSigner } from '../../run-api/state/sign-status.ts';
import type { RequestHandler } from '../../webhook/create-webhook-receiver.ts';
import type { AppParts } from '../app-parts.ts';

/** `POST /api/v1/runs` and the state of what it started. */
export function serveRuns({ settings, bus, github, sandbox, log }: AppParts): RequestHandler {
  return createRunApi({
    bus,
    asCaller: askAsCaller(settings.github),
    people: github,
    flow: { github, installations: github, sandbox, records: bus.records },
    status: createStatusSigner(settings.privateKey),
    webUrl: settings.github.webUrl,
    publicUrl: settings.publicUrl,
    now: Date.now,
    newId: randomUUID,
    log,
  });
}

import { isClientType, matchersOfArgo } from '../../../src/event-api/webhook-clients/match/match-as-argo.ts';
import type { Adapter } from '../vector.ts';

export const webhookClientAdapters: Record<string, Adapter> = {
  webhookClient: ({ type, secret, headers, body }, expected) => {
    const given = new Map(Object.entries(headers as Record<string, string>).map(([k, v]) => [k.toLowerCase(), v]));
    const request = { header: (name: string) => given.get(name), body: Buffer.from(String(body)) };
    const kind = String(type);
    const match = isClientType(kind) && matchersOfArgo[kind](String(secret), request);
    // That Go panics there is a note of the vector; here it is an answer like any other.
    return 'upstreamPanics' in expected ? { match, upstreamPanics: true } : { match };
  },
};

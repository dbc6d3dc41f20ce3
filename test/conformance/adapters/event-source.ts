import { wrapWebhook } from '../../../src/event-source/webhook/wrap-webhook.ts';
import { canonicalCase } from '../../../src/webhook/keep-headers.ts';
import type { Adapter } from '../vector.ts';

export const eventSourceAdapters: Record<string, Adapter> = {
  webhookEnvelope: ({ body, headers }) => {
    const sent = Object.entries(headers as Record<string, string>);
    const canonical = Object.fromEntries(sent.map(([name, value]) => [canonicalCase(name), [value]]));
    const wrapped = wrapWebhook(canonical, String(body));
    return wrapped.ok ? { data: wrapped.data, error: null } : { data: '', error: wrapped.message };
  },
};

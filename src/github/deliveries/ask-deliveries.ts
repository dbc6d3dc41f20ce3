import { z } from 'zod';
import { type Connection, callGithub } from '../connection/call-github.ts';
import { readHeaders } from '../connection/read-answer.ts';
import type { DeliveryAttempt, GithubDeliveries } from './deliveries.ts';

/** A rounded number is worse than none: the redelivery of another webhook could be asked for. Octokit gives large ones as BigInt. */
const wholeNumber = z.union([z.int(), z.bigint()]);

const attempt = z.object({
  id: wholeNumber.transform(String),
  guid: z.string().min(1),
  delivered_at: z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  redelivery: z.boolean(),
  status: z.string(),
  status_code: z.number(),
  event: z.string(),
  action: z.string().nullish(),
  installation_id: wholeNumber.nullish(),
  repository_id: wholeNumber.nullish(),
});

const page = z.object({ data: z.array(attempt), headers: z.unknown() });

const perPage = 100;

/** The App's own questions about its webhook, asked with its JWT. */
export function askDeliveries(connection: Connection): GithubDeliveries {
  return {
    async listDeliveries(cursor) {
      const result = await callGithub(connection, {
        method: 'listDeliveries',
        installationId: 0,
        kind: 'read',
        route: 'GET /app/hook/deliveries',
        parameters: { per_page: perPage, ...(cursor === undefined ? {} : { cursor }) },
        withHeaders: true,
        answer: page,
      });
      if (!result.ok) return result;
      const next = readNextCursor(readHeaders(result.value.headers).link);
      const attempts = result.value.data.map(toAttempt);
      return { ok: true, value: { attempts, ...(next === undefined ? {} : { next }) } };
    },
    async redeliver(attemptId) {
      const result = await callGithub(connection, {
        method: 'redeliver',
        installationId: 0,
        kind: 'write',
        route: 'POST /app/hook/deliveries/{delivery_id}/attempts',
        parameters: { delivery_id: attemptId },
        answer: z.unknown(),
      });
      return result.ok ? { ok: true, value: undefined } : result;
    },
  };
}

function toAttempt(read: z.infer<typeof attempt>): DeliveryAttempt {
  const { action, installation_id: installationId, repository_id: repositoryId } = read;
  return {
    id: read.id,
    guid: read.guid,
    deliveredAt: read.delivered_at,
    isRedelivery: read.redelivery,
    statusCode: read.status_code,
    status: read.status,
    event: read.event,
    ...(action ? { action } : {}),
    ...(installationId ? { installationId: Number(installationId) } : {}),
    ...(repositoryId ? { repositoryId: Number(repositoryId) } : {}),
  };
}

/** Of `Link: <https://…?cursor=v1_…>; rel="next"`, the cursor alone: where to ask is known from the settings. */
export function readNextCursor(link: string | undefined): string | undefined {
  const target = (link ?? '').split(',').find((each) => /;\s*rel="?next"?\s*$/.test(each));
  const url = /<([^<>]*)>/.exec(target ?? '')?.[1];
  if (url === undefined || !URL.canParse(url)) return undefined;
  return new URL(url).searchParams.get('cursor') ?? undefined;
}

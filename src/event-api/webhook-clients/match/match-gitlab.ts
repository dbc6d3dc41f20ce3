import { areSameTexts } from './are-same-texts.ts';
import { fitsPayload } from './payload/fits-payload.ts';
import type { PayloadType } from './payload/payload-type.ts';
import type { WebhookRequest } from './webhook-request.ts';

const payload: PayloadType = {
  object_kind: 'text',
  event_name: 'text',
  project: {},
  user: 'any',
  object_attributes: {},
};

/** The events that Argo's server takes (`server/auth/webhook/gitlab.go`). */
const events: ReadonlySet<string> = new Set([
  'Push Hook',
  'Tag Push Hook',
  'Issue Hook',
  'Confidential Issue Hook',
  'Note Hook',
  'Merge Request Hook',
  'Wiki Page Hook',
  'Pipeline Hook',
  'Build Hook',
  'Job Hook',
  'System Hook',
]);

/** What a system hook may be about; its header does not say. */
const systemKinds: ReadonlySet<unknown> = new Set(['push', 'tag_push', 'merge_request']);
const systemEvents: ReadonlySet<unknown> = new Set(
  `push tag_push merge_request project_create project_destroy project_rename project_transfer project_update
   user_add_to_team user_remove_from_team user_update_for_team user_create user_destroy user_failed_login user_rename
   key_create key_destroy group_create group_destroy group_rename user_add_to_group user_remove_from_group
   user_update_for_group`.split(/\s+/),
);

/** Argo Workflows 4.1's matcher `gitlab`: the token is the secret (no header is the empty secret), and the event is a known one. */
export function matchGitlab(secret: string, { header, body }: WebhookRequest): boolean {
  if (!areSameTexts(header('x-gitlab-token') ?? '', secret)) return false;
  const event = header('x-gitlab-event') ?? '';
  if (!events.has(event) || body.byteLength === 0 || !fitsPayload(body, payload)) return false;
  return event !== 'System Hook' || isKnownSystemHook(body);
}

function isKnownSystemHook(body: Uint8Array): boolean {
  const content: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
  if (typeof content !== 'object' || content === null) return false;
  const kind: unknown = Reflect.get(content, 'object_kind');
  const event: unknown = Reflect.get(content, 'event_name');
  return systemKinds.has(kind) || systemEvents.has(event);
}

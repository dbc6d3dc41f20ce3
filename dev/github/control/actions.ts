import type { ControlOf } from './action.ts';
import { appActions } from './actions/app-actions.ts';
import { checkActions } from './actions/check-actions.ts';
import { conversationActions } from './actions/conversation-actions.ts';
import { deliveryActions } from './actions/delivery-actions.ts';
import { faultActions } from './actions/fault-actions.ts';
import { pullRequestActions } from './actions/pull-request-actions.ts';
import { repositoryActions } from './actions/repository-actions.ts';

/** All that can be done to the stand-in, by name: the functions in process, and `POST /__dev/<name>` from outside. */
export const actions = {
  ...appActions,
  ...repositoryActions,
  ...pullRequestActions,
  ...conversationActions,
  ...checkActions,
  ...deliveryActions,
  ...faultActions,
};

/** The stand-in's controls; each resolves when the webhooks it caused were answered (or are held back). */
export type GithubControl = ControlOf<typeof actions>;

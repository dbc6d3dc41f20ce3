import type { Account } from './account.ts';
import type { AppRecord } from './app-record.ts';

export const reactionContents = ['+1', '-1', 'laugh', 'confused', 'heart', 'hooray', 'rocket', 'eyes'] as const;
export type ReactionContent = (typeof reactionContents)[number];

export interface Reaction {
  id: number;
  user: Account;
  content: ReactionContent;
  createdAt: Date;
}

/** A comment on an issue, on a pull request, or (with `commitId`) on a commit. */
export interface Comment {
  id: number;
  user: Account;
  body: string;
  commitId: string | undefined;
  app: AppRecord | undefined;
  reactions: Reaction[];
  createdAt: Date;
  updatedAt: Date;
}

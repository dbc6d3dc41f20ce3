import { appProblems } from './app-problems.ts';
import { approvalProblems } from './approval-problems.ts';
import { busProblems } from './bus-problems.ts';
import { commandProblems } from './command-problems.ts';
import { configProblems } from './config-problems.ts';
import { eventProblems } from './event-problems.ts';
import { feedProblems } from './feed-problems.ts';
import { flowProblems } from './flow-problems.ts';
import { manifestsProblems } from './manifests-problems.ts';
import { policyProblems } from './policy-problems.ts';
import { reportProblems } from './report-problems.ts';
import { runApiProblems } from './run-api-problems.ts';
import { runProblems } from './run-problems.ts';
import { sandboxProblems } from './sandbox-problems.ts';
import { scheduleProblems } from './schedule-problems.ts';
import { sensorProblems } from './sensor-problems.ts';
import { settingsProblems } from './settings-problems.ts';
import { sourceProblems } from './source-problems.ts';
import { triggerProblems } from './trigger-problems.ts';
import { workflowProblems } from './workflow-problems.ts';

/**
 * Every problem this app can name, one file a room. A code is `<room>.<what-is-wrong>` and never changes its meaning.
 * `message` says what was found and what was expected, `hint` what to do; both may hold `{placeholders}`.
 */
export const catalogue = {
  ...appProblems,
  ...settingsProblems,
  ...busProblems,
  ...eventProblems,
  ...configProblems,
  ...sensorProblems,
  ...sandboxProblems,
  ...policyProblems,
  ...runProblems,
  ...triggerProblems,
  ...sourceProblems,
  ...feedProblems,
  ...manifestsProblems,
  ...reportProblems,
  ...flowProblems,
  ...commandProblems,
  ...approvalProblems,
  ...runApiProblems,
  ...workflowProblems,
  ...scheduleProblems,
} as const;

export type ProblemCode = keyof typeof catalogue;

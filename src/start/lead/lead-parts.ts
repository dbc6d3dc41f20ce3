import type { Records } from '../../bus/event-bus.ts';
import type { WorkflowHead } from '../../kubernetes/workflow.ts';
import type { LeaderDuties } from '../../leader/leadership.ts';
import type { AppParts } from '../app-parts.ts';

/** What leading needs. */
export interface LeadParts extends Omit<AppParts, 'bus' | 'probot' | 'sandbox' | 'links' | 'operated'> {
  records: Records;
  /** Of the bus: rejects while it takes nothing. */
  checkWritable(): Promise<void>;
  /** What else only the leader does. */
  alsoLead: readonly LeaderDuties[];
  /** Told of each Workflow of the App whenever its metadata changed. */
  onSeen: (head: WorkflowHead) => void;
}

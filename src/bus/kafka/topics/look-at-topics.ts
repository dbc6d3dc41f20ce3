import { Admin, type BaseOptions } from '@platformatic/kafka';
import type { StorageLook } from '../../watch-storage.ts';
import { isUnknownTopic } from '../client/explain-kafka-error.ts';

export interface TopicLook {
  /** A topic as `watchStorage` wants it: the broker gives each its own id. */
  look(topic: string): Promise<StorageLook>;
  close(): Promise<void>;
}

export function lookAtTopics(options: BaseOptions): TopicLook {
  const admin = new Admin(options);
  return {
    async look(topic) {
      try {
        const { topics } = await admin.metadata({ topics: [topic], forceUpdate: true });
        const found = topics.get(topic);
        return found === undefined ? 'unknown' : { identity: found.id, end: 0 };
      } catch (thrown) {
        return isUnknownTopic(thrown) ? 'missing' : 'unknown';
      }
    },
    close: () => admin.close(),
  };
}

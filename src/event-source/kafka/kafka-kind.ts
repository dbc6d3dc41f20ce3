import type { SourceFeed } from '../source-feed.ts';
import type { SourceKind, SourceWorld } from '../source-kind.ts';
import { type KafkaSource, readKafka } from './read-kafka.ts';

/** Messages of a topic of Kafka. The members of a consumer group share its partitions; one partition alone is the leader's. */
export const kafkaKind: SourceKind<KafkaSource> = {
  leaderOnly: ({ reading }) => reading.kind === 'partition',
  read: readKafka,
  async listen(spec: KafkaSource, feed: SourceFeed, world: SourceWorld) {
    // The client is loaded by those who use it.
    const { listenToTopic } = await import('./listen-to-topic.ts');
    await listenToTopic(spec, feed, world);
  },
};

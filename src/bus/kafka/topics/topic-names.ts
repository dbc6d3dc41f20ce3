/** The topics of one app on a broker that others use, too. */
export interface TopicNames {
  /** Deliveries, by the key of their queue. */
  events: string;
  /** What became of each delivery, and who works on which partition; compacted. */
  states: string;
  /** Small rows; compacted. */
  records: string;
  /** Deliveries that were given up, with the reason. */
  deadLetters: string;
}

export function topicNames(prefix: string): TopicNames {
  return {
    events: `${prefix}.events`,
    states: `${prefix}.states`,
    records: `${prefix}.records`,
    deadLetters: `${prefix}.dead-letters`,
  };
}

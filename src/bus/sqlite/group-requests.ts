import type { Problem } from '../../problem/problem.ts';
import { storeError } from '../store-error.ts';
import type { AnswerOf, ArrivingDelivery, Batch, Reply, RequestKind, RequestOf } from './requests.ts';

/** A request before its batch is packed: a delivery's body comes along with it. */
export type Question<Kind extends RequestKind = RequestKind> = Kind extends 'publish'
  ? { kind: 'publish'; delivery: Omit<ArrivingDelivery, 'bodyStart' | 'bodyLength'>; body: Uint8Array }
  : RequestOf<Kind>;

export interface RequestGroups {
  /** Resolves with the database's answer; rejects with an error whose `cause` is the problem. */
  ask<Kind extends RequestKind>(question: Question<Kind>): Promise<AnswerOf<Kind>>;
  /** Rejects everything that waits and everything asked from now on. */
  fail(problem: Problem): void;
  /** Resolves when nothing is waiting or under way. */
  settled(): Promise<void>;
}

interface Waiting {
  question: Question;
  resolve: (value: AnswerOf) => void;
  reject: (error: Error) => void;
}

/** Bodies in one batch at most, all together; a single larger one goes alone. */
const maxBatchBytes = 16 * 1024 * 1024;
const maxBatchRequests = 1000;
const smallestBuffer = 256 * 1024;
const largestKeptBuffer = 4 * 1024 * 1024;

/**
 * Sends requests in groups, one group at a time: what is asked while a group is under way makes up the next one. So one
 * transaction, one flush and one message between threads serve all that arrived meanwhile.
 */
export function groupRequests(send: (batch: Batch) => Promise<Reply[]>): RequestGroups {
  const takeBuffer = prepareBuffers();
  let waiting: Waiting[] = [];
  let isSending = false;
  let isScheduled = false;
  let failure: Problem | undefined;
  const idle: (() => void)[] = [];

  function schedule(): void {
    if (!isScheduled && !isSending) {
      isScheduled = true;
      // After the sockets that are readable now have been read: their requests go along.
      setImmediate(() => {
        isScheduled = false;
        void sendNext();
      });
    }
  }

  async function sendNext(): Promise<void> {
    const group = takeGroup();
    if (group.length > 0) {
      isSending = true;
      try {
        deliver(group, await send(packBatch(group, takeBuffer)));
      } catch (thrown) {
        rejectAll(group, thrown instanceof Error ? thrown : new Error(String(thrown)));
      }
      isSending = false;
    }
    if (waiting.length > 0) {
      schedule();
    } else {
      for (const resolve of idle.splice(0)) {
        resolve();
      }
    }
  }

  function takeGroup(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const { question } of waiting) {
      bytes += question.kind === 'publish' ? question.body.byteLength : 0;
      if (count > 0 && (bytes > maxBatchBytes || count === maxBatchRequests)) {
        break;
      }
      count += 1;
    }
    const group = waiting.slice(0, count);
    waiting = waiting.slice(count);
    return group;
  }

  return {
    ask<Kind extends RequestKind>(question: Question<Kind>): Promise<AnswerOf<Kind>> {
      return new Promise((resolve, reject) => {
        if (failure !== undefined) {
          reject(storeError(failure));
          return;
        }
        // The reply to a question is of the question's kind; replies come in the order of the questions.
        waiting.push({ question, resolve: resolve as (value: AnswerOf) => void, reject } as Waiting);
        schedule();
      });
    },
    fail(problem) {
      failure ??= problem;
      const group = waiting;
      waiting = [];
      rejectAll(group, storeError(problem));
    },
    settled() {
      return waiting.length === 0 && !isSending ? Promise.resolve() : new Promise((resolve) => idle.push(resolve));
    },
  };
}

function deliver(group: readonly Waiting[], replies: readonly Reply[]): void {
  for (const [index, { resolve, reject }] of group.entries()) {
    const reply = replies[index];
    if (reply?.ok === true) {
      resolve(reply.value);
    } else {
      reject(reply === undefined ? new Error('The database left a request unanswered.') : storeError(reply.problem));
    }
  }
}

function rejectAll(group: readonly Waiting[], error: Error): void {
  for (const { reject } of group) {
    reject(error);
  }
}

/** Puts the bodies of a group side by side; the callers' buffers stay theirs. */
function packBatch(group: readonly Waiting[], takeBuffer: (bytes: number) => SharedArrayBuffer): Batch {
  const bodies = takeBuffer(group.reduce((sum, { question }) => sum + bodyLength(question), 0));
  const packed = new Uint8Array(bodies);
  let bodyStart = 0;
  const requests = group.map(({ question }): RequestOf => {
    if (question.kind !== 'publish') {
      return question;
    }
    const { body, delivery } = question;
    packed.set(body, bodyStart);
    const request: RequestOf<'publish'> = {
      kind: 'publish',
      delivery: { ...delivery, bodyStart, bodyLength: body.byteLength },
    };
    bodyStart += body.byteLength;
    return request;
  });
  return { requests, bodies };
}

function bodyLength(question: Question): number {
  return question.kind === 'publish' ? question.body.byteLength : 0;
}

/**
 * Gives out one buffer again and again, since only one batch is under way at a time: both threads see the same memory, and neither
 * leaves garbage behind. A batch of unusual size has a buffer of its own.
 */
function prepareBuffers(): (bytes: number) => SharedArrayBuffer {
  let kept = new SharedArrayBuffer(0);
  return (bytes) => {
    if (bytes <= kept.byteLength) {
      return kept;
    }
    const buffer = new SharedArrayBuffer(Math.max(bytes, smallestBuffer));
    if (buffer.byteLength <= largestKeptBuffer) {
      kept = buffer;
    }
    return buffer;
  };
}

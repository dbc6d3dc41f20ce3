import { type Call, maxTextLength } from '../call.ts';

/** Text that grows, up to the length that is allowed; what does not fit makes the call fail. */
export interface TextSink {
  text: string;
  call: Call;
  /** True once something did not fit; whoever writes stops then. */
  isFull: boolean;
}

export function makeSink(call: Call): TextSink {
  return { text: '', call, isFull: false };
}

export function write(sink: TextSink, text: string): void {
  if (sink.isFull) return;
  if (sink.text.length + text.length > maxTextLength) {
    stop(sink, `a text of more than ${maxTextLength} characters`);
  } else if (sink.call.spend(1 + (text.length >> 6))) {
    sink.text += text;
  } else {
    sink.isFull = true;
  }
}

/** Ends the writing with a failure. */
export function stop(sink: TextSink, reason: string): void {
  sink.isFull = true;
  sink.call.fail(reason);
}

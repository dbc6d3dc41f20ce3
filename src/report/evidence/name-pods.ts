import type { StepPod } from '../state/step.ts';

/** Argo Workflows: a Kubernetes name (253) without the hash and its hyphen. */
const maxPrefix = 242;

/**
 * The names that a step's pod may have, the likeliest first (Argo Workflows 3.5 to 4.1, `GeneratePodName`): format v2 is
 * `<workflow>-<template>-<hash of the node's name>`, v1 the node's id. The annotation `pod-name-format` of the Workflow says which.
 */
export function namePods(workflow: { name: string; format: string | undefined }, pod: StepPod): string[] {
  if (workflow.format === 'v1') return [pod.nodeId];
  const names = [nameByTemplate(workflow.name, pod), ...(workflow.format === 'v2' ? [] : [pod.nodeId])];
  return [...new Set(names)];
}

function nameByTemplate(workflow: string, { nodeName, templateName }: StepPod): string {
  if (nodeName === workflow) return workflow;
  const isNamed = templateName !== undefined && !nodeName.includes('.inline');
  const prefix = isNamed ? `${workflow}-${templateName}` : workflow;
  return `${prefix.slice(0, maxPrefix)}-${hash(nodeName)}`;
}

/** FNV-1a, 32 bits, over the text's bytes. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}

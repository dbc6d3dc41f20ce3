import { isRecord } from '../../json/is-record.ts';

type Json = Record<string, unknown>;

/** Changes one `synchronization`; `path` is where it stands (`spec.templates[0].synchronization`). */
export type ChangeLocks = (synchronization: Json, path: string) => Json;

/**
 * A copy of a Workflow's spec with each `synchronization` of it changed: its own, those of its templates, and those of templates that
 * are written inside of a step or task. What has not the shape that Argo wants is left as it is: the API server refuses it.
 */
export function mapLocks(spec: Json, change: ChangeLocks): Json {
  const mapped = changeIn(spec, 'spec', change);
  return {
    ...mapped,
    ...mapField(mapped, 'templateDefaults', (each) => mapTemplate(each, 'spec.templateDefaults', change)),
    ...mapList(mapped, 'templates', (each, index) => mapTemplate(each, `spec.templates[${index}]`, change)),
  };
}

function mapTemplate(template: Json, path: string, change: ChangeLocks): Json {
  const mapped = changeIn(template, path, change);
  const inline = (holder: Json, at: string) => ({
    ...holder,
    ...mapField(holder, 'inline', (each) => mapTemplate(each, `${at}.inline`, change)),
  });
  return {
    ...mapped,
    ...(Array.isArray(mapped.steps) ? { steps: mapped.steps.map((group, index) => mapSteps(group, index)) } : {}),
    ...mapField(mapped, 'dag', (dag) => ({
      ...dag,
      ...mapList(dag, 'tasks', (task, index) => inline(task, `${path}.dag.tasks[${index}]`)),
    })),
  };

  function mapSteps(group: unknown, index: number): unknown {
    if (!Array.isArray(group)) return group;
    return group.map((step, place) => (isRecord(step) ? inline(step, `${path}.steps[${index}][${place}]`) : step));
  }
}

function changeIn(holder: Json, path: string, change: ChangeLocks): Json {
  return { ...holder, ...mapField(holder, 'synchronization', (each) => change(each, `${path}.synchronization`)) };
}

function mapField(holder: Json, key: string, map: (value: Json) => Json): Json {
  const value = holder[key];
  return isRecord(value) ? { [key]: map(value) } : {};
}

function mapList(holder: Json, key: string, map: (value: Json, index: number) => Json): Json {
  const value = holder[key];
  if (!Array.isArray(value)) return {};
  return { [key]: value.map((each, index) => (isRecord(each) ? map(each, index) : each)) };
}

import type { Response } from '../api/types';

type Status = Response<'/api/agents/runs', 'get'>['data'][number]['status'];

/** How a run can end, in words. */
export const OUTCOMES: readonly { readonly id: Status; readonly name: string }[] = [
  { id: 'completed', name: 'Answered' },
  { id: 'running', name: 'Being answered' },
  { id: 'cancelled', name: 'Stopped' },
  { id: 'failed', name: 'Failed' },
  { id: 'interrupted', name: 'Interrupted' },
];

export function outcome(status: Status): string {
  return OUTCOMES.find((each) => each.id === status)?.name ?? status;
}
